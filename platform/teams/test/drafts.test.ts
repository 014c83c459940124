import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { rights, teamFixture } from './team-fixture.ts';

const test = suite('drafts of a team');
let fixture: Fixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	fixture = await openFixture();
	t = teamFixture(fixture, '0719');
});
test.after(() => fixture.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();
const listed = async (by: Browser): Promise<string[]> =>
	(await by.get('/v1/drafts')).body.items.map((each: { id: string }) => each.id).toSorted();

test('a draft belongs to the team: every editor sees and saves it, and it outlives its author’s membership', async () => {
	const { boss } = await t.founder('Pwani Laughs');
	const [author, editor] = [
		await t.joined(boss, rights(['event.edit'])),
		await t.joined(boss, rights(['event.edit'])),
	];
	const { id, version, content } = (await author.post('/v1/drafts', {})).body;
	assert.is(content.payees[0].name, 'Pwani Laughs', 'it begins with the team’s public name');
	assert.is((await editor.put(`/v1/drafts/${id}`, { version, content })).status, 200);
	await boss.delete(`/v1/team/members/${author.id}`);
	assert.equal(await listed(editor), [id]);
	t.actFor(author, null);
	assert.is(
		codeOf(await author.get(`/v1/drafts/${id}`)),
		'403 FORBIDDEN',
		'for themself they are no organizer',
	);
});

test('a draft with a field that cannot be stored is refused by the name of the field', async () => {
	const { boss } = await t.founder();
	const { id, version, content } = (await boss.post('/v1/drafts', {})).body;
	const save = (change: object) =>
		boss.put(`/v1/drafts/${id}`, { version, content: { ...content, ...change } });
	const tier = { ...content.tiers[0], price: '-5' };
	const refused = await save({ tiers: [tier] });
	assert.is(codeOf(refused), '400 REQUEST_INVALID');
	assert.is(refused.body.field, 'content.tiers.0.price');
	const typed = { ...content.tiers[0], typed: { price: '−5' } };
	const basics = { ...content.basics, name: 'tab\there \uD83D', startsAt: '20261-01-01T10:00' };
	assert.is((await save({ basics, tiers: [typed] })).status, 200, 'what people type is saved');
	const kept = (await boss.get(`/v1/drafts/${id}`)).body.content;
	assert.equal([kept.basics.name, kept.tiers[0].typed.price], ['tab here ', '−5']);
});

test('a person’s own drafts and a team’s are apart: acting for one, the other is a 404', async () => {
	const { boss, team } = await t.founder();
	const teams = (await boss.post('/v1/drafts', {})).body.id;
	t.actFor(boss, null);
	await boss.post('/v1/me/organizer', { name: 'Njeri' });
	const own = (await boss.post('/v1/drafts', {})).body.id;
	assert.equal(await listed(boss), [own]);
	assert.is(codeOf(await boss.get(`/v1/drafts/${teams}`)), '404 DRAFT_NOT_FOUND');
	t.actFor(boss, team);
	assert.equal(await listed(boss), [teams]);
	assert.is(codeOf(await boss.get(`/v1/drafts/${own}`)), '404 DRAFT_NOT_FOUND');
});

test('each right opens only its own routes: editing, publishing and reading money are separate', async () => {
	const { boss } = await t.founder();
	const { id } = (await boss.post('/v1/drafts', {})).body;
	const editor = await t.joined(boss, rights(['event.edit']));
	const accountant = await t.joined(boss, rights(['money.read', 'money.pay', 'exports']));
	assert.is((await editor.get(`/v1/drafts/${id}`)).status, 200);
	for (const path of [`/v1/drafts/${id}/document`, `/v1/drafts/${id}/published`, '/v1/wallets'])
		assert.is(codeOf(await editor.post(path, { event: '1', address: 'G' })), '403 FORBIDDEN', path);
	assert.is(codeOf(await accountant.get('/v1/drafts')), '403 FORBIDDEN');
	assert.is(codeOf(await accountant.get(`/v1/drafts/${id}`)), '403 FORBIDDEN');
});

test('a member limited to one event sees only that one; the others get the same 404 as missing ones', async () => {
	const { boss } = await t.founder();
	const [mine, other] = [(await boss.post('/v1/drafts', {})).body, (await boss.post('/v1/drafts', {})).body];
	const limited = rights(['event.edit', 'event.publish'], { events: [mine.id] });
	const member = await t.joined(boss, limited);
	assert.equal(await listed(member), [mine.id]);
	const saved = { version: other.version, content: other.content };
	const attempts: [string, string, unknown?][] = [
		['GET', ''],
		['PUT', '', saved],
		['DELETE', ''],
		['POST', '/preview', {}],
		['POST', '/document', {}],
		['POST', '/published', { event: '1' }],
	];
	for (const [method, path, body] of attempts)
		assert.is(
			codeOf(await member.request(method, `/v1/drafts/${other.id}${path}`, body)),
			'404 DRAFT_NOT_FOUND',
			method + path,
		);
	assert.is((await member.put(`/v1/drafts/${mine.id}`, saved)).status, 200);
	assert.is(
		codeOf(await member.post('/v1/drafts', {})),
		'403 EVENTS_LIMITED',
		'a new event would widen their own rights',
	);
	await boss.delete(`/v1/drafts/${mine.id}`);
	assert.equal(await listed(member), [], 'no event left is not all events');
	const unlimited = await t.joined(boss, rights(['event.edit']));
	assert.equal(await listed(unlimited), [other.id], 'without the limit they would see it');
});

test('a personal organizer may have members too, who get nothing of the person', async () => {
	const organizer = await t.person();
	await organizer.post('/v1/me/organizer', { name: 'Njeri' });
	const { id } = (await organizer.post('/v1/drafts', {})).body;
	const helper = await t.joined(organizer, rights(['event.edit', 'event.publish', 'members']));
	assert.equal(await listed(helper), [id]);
	assert.is(codeOf(await helper.post('/v1/wallets', { address: `G${'A'.repeat(55)}` })), '403 FORBIDDEN');
	const [{ account }] = (await helper.get('/v1/me')).body.teams;
	const { token } = (await helper.post('/v1/token', { as: account })).body;
	const authorization = `Bearer ${token}`;
	for (const path of ['/v1/me', '/v1/sessions'])
		assert.is(codeOf(await helper.request('GET', path, undefined, { authorization })), '403 FORBIDDEN', path);
	const own = { to: organizer.phone, ...rights(['members']) };
	assert.is(codeOf(await helper.post('/v1/team/invitations', own)), '409 ALREADY_MEMBER');
});

test.run();
