import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deleteExpired } from '../../delete-expired.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { rights, teamFixture } from './team-fixture.ts';

const test = suite('invitations to a team');
const day = 86_400_000;
let fixture: Fixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	fixture = await openFixture();
	t = teamFixture(fixture, '0715');
});
test.after(() => fixture.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();
const accept = (by: Browser, token: string) => by.post(`/v1/invitations/${token}/accept`);

test('an invitation is one SMS with a link, in the language asked for, and is accepted once', async () => {
	const { boss, team } = await t.founder('Njeri & Sons: Events 🎉 http://evil.example');
	const member = await t.person();
	const sent = await boss.post('/v1/team/invitations', {
		to: member.phone,
		...rights(['event.edit']),
		language: 'sw',
	});
	assert.is(sent.status, 201);
	const [message] = (await boss.get('/v1/outbox')).body.items;
	assert.is(message.channel, 'sms');
	assert.match(message.text, /^Njeri & Sons Events http evil ex inakualika/, 'a name cannot be a link');
	assert.match(message.text, /^[ -~]{1,160}$/, 'one SMS');
	const token = await t.newestToken();
	const opened = (await member.get(`/v1/invitations/${token}`)).body;
	assert.equal([opened.yours, opened.permissions, opened.events], [true, ['event.edit'], null]);
	assert.is(opened.to, `+2547•••••${member.phone.slice(-3)}`);
	assert.equal((await accept(member, token)).body, { account: team });
	assert.is(codeOf(await accept(member, token)), '404 INVITATION_OVER');
	const [mine] = (await member.get('/v1/me')).body.teams;
	assert.equal([mine.account, mine.kind, mine.may], [team, 'company', ['event.edit']]);
	assert.equal((await boss.get('/v1/team')).body.invitations, []);
});

test('of twenty concurrent acceptances one succeeds', async () => {
	const { boss } = await t.founder();
	const member = await t.person();
	const token = await t.invited(boss, member.phone, rights(['event.edit']));
	const answers = await Promise.all(Array.from({ length: 20 }, () => accept(member, token)));
	assert.is(answers.filter((a) => a.status === 200).length, 1);
	assert.ok(answers.every((a) => a.status === 200 || a.body.code === 'INVITATION_OVER'));
});

test('a forwarded link opens nothing for another person, and stays usable for the invited one', async () => {
	const { boss } = await t.founder();
	const [member, stranger] = [await t.person(), await t.person()];
	const token = await t.invited(boss, member.phone, rights(['event.edit']));
	const seen = (await stranger.get(`/v1/invitations/${token}`)).body;
	assert.is(seen.yours, false);
	assert.not.ok(JSON.stringify(seen).includes(member.phone.slice(1)), 'the number is masked');
	assert.is(codeOf(await accept(stranger, token)), '403 INVITATION_NOT_YOURS');
	assert.equal((await stranger.get('/v1/me')).body.teams, []);
	assert.is(codeOf(await new Browser(fixture).post(`/v1/invitations/${token}/accept`)), '401 SIGN_IN_NEEDED');
	assert.is((await accept(member, token)).status, 200);
});

test('the invited address may be linked to the account later: its proof is what counts', async () => {
	const { boss } = await t.founder();
	const [mail, person] = ['asha.otieno@example.com', await t.person()];
	const token = await t.invited(boss, mail.toUpperCase(), rights(['orders.read']));
	assert.is(codeOf(await accept(person, token)), '403 INVITATION_NOT_YOURS');
	await person.post('/v1/me/identities/code', { to: mail, code: await person.codeFor(mail) });
	assert.is((await accept(person, token)).status, 200);
});

test('an invitation ends after seven days, and is deleted with the address in it', async () => {
	const { boss } = await t.founder();
	const member = await t.person();
	const token = await t.invited(boss, member.phone, rights(['event.edit']));
	fixture.clock.advance(7 * day - 60_000);
	assert.is((await member.get(`/v1/invitations/${token}`)).status, 200);
	fixture.clock.advance(60_001);
	assert.is(codeOf(await accept(member, token)), '404 INVITATION_OVER');
	assert.equal((await boss.get('/v1/team')).body.invitations, []);
	await deleteExpired(fixture.platform.db, new Date(fixture.clock.now()));
	assert.equal(await fixture.rows('SELECT * FROM platform.invitations'), []);
});

test('a withdrawn invitation opens nothing, and another team cannot withdraw it', async () => {
	const [{ boss }, other] = [await t.founder(), await t.founder()];
	const member = await t.person();
	const token = await t.invited(boss, member.phone, rights(['event.edit']));
	const [{ id }] = (await boss.get('/v1/team')).body.invitations;
	assert.is(codeOf(await other.boss.delete(`/v1/team/invitations/${id}`)), '404 INVITATION_NOT_FOUND');
	assert.is((await boss.delete(`/v1/team/invitations/${id}`)).status, 200);
	assert.is(codeOf(await boss.delete(`/v1/team/invitations/${id}`)), '404 INVITATION_NOT_FOUND');
	assert.is(codeOf(await accept(member, token)), '404 INVITATION_OVER');
});

test('inviting again replaces the link and the rights', async () => {
	const { boss } = await t.founder();
	const member = await t.person();
	const old = await t.invited(boss, member.phone, rights(['event.edit', 'event.publish']));
	const newer = await t.invited(boss, member.phone, rights(['orders.read']));
	assert.is(codeOf(await accept(member, old)), '404 INVITATION_OVER');
	assert.is((await accept(member, newer)).status, 200);
	assert.equal((await member.get('/v1/me')).body.teams[0].may, ['orders.read']);
	const again = await boss.post('/v1/team/invitations', { to: member.phone, ...rights(['keys']) });
	assert.is(codeOf(again), '409 ALREADY_MEMBER');
});

test('an invitation counts only while its sender still holds what it offers', async () => {
	const { boss } = await t.founder();
	const offered = rights(['members', 'event.edit', 'event.publish']);
	const sender = await t.joined(boss, offered);
	const [first, second] = [await t.person(), await t.person()];
	const [a, b] = [
		await t.invited(sender, first.phone, rights(['event.publish'])),
		await t.invited(sender, second.phone, rights(['event.edit'])),
	];
	await boss.put(`/v1/team/members/${sender.id}`, rights(['members', 'event.edit']));
	assert.is(codeOf(await accept(first, a)), '404 INVITATION_OVER');
	await boss.delete(`/v1/team/members/${sender.id}`);
	assert.is(codeOf(await accept(second, b)), '404 INVITATION_OVER', 'a removed member’s go with them');
});

test('a team sends fifty in a day, a person three to one contact, and a stranger who does stops no other team', async () => {
	const [{ boss }, stranger] = [await t.founder(), await t.founder()];
	const send = async (by: Browser, to: string) =>
		codeOf(await by.post('/v1/team/invitations', { to, ...rights(['event.edit']) }));
	const victim = t.newPhone();
	for (let i = 0; i < 3; i++) assert.is(await send(stranger.boss, victim), '201');
	assert.is(await send(stranger.boss, victim), '429 TOO_MANY_REQUESTS');
	const { body } = await stranger.boss.post('/v1/teams', { name: 'Another team' });
	t.actFor(stranger.boss, body.account);
	assert.is(await send(stranger.boss, victim), '429 TOO_MANY_REQUESTS', 'nor from another team of theirs');
	assert.is(await send(boss, victim), '201', 'another person’s invitation arrives');
	for (let i = 0; i < 49; i++) assert.is(await send(boss, t.newPhone()), '201');
	assert.is(await send(boss, t.newPhone()), '429 TOO_MANY_REQUESTS');
	fixture.clock.advance(day + 1);
	assert.is(await send(boss, victim), '201');
});

test('bad input has a stable code: contacts, permissions, events and days', async () => {
	const { boss } = await t.founder();
	const send = async (change: object) =>
		codeOf(
			await boss.post('/v1/team/invitations', { to: t.newPhone(), ...rights(['event.edit']), ...change }),
		);
	assert.is(await send({ to: '+255712345678' }), '400 PHONE_NOT_KENYAN');
	assert.is(await send({ to: 'a@b' }), '400 EMAIL_INVALID');
	const unknown = '00000000-0000-4000-8000-000000000000';
	assert.is(await send({ events: [unknown] }), '404 DRAFT_NOT_FOUND');
	const yesterday = new Date(fixture.clock.now() - day).toISOString();
	assert.is(await send({ until: yesterday }), '400 UNTIL_PAST');
	for (const wrong of [
		{ permissions: [] },
		{ permissions: ['admin'] },
		{ permissions: ['members', 'members'] },
		{ events: [] },
		{ events: ['not-an-id'] },
		{ until: 'tomorrow' },
		{ to: 'x'.repeat(100_000) },
		{ to: '' },
		{ extra: true },
	]) {
		assert.match(
			await send(wrong),
			/^4(00 REQUEST_INVALID|13 REQUEST_TOO_LARGE)$/,
			JSON.stringify(wrong).slice(0, 80),
		);
	}
	for (const token of ['x', '%00', 'a'.repeat(60)])
		assert.is(codeOf(await boss.get(`/v1/invitations/${token}`)), '404 INVITATION_OVER', token);
});

test('nothing of an invited person is in clear: tables, audit rows and logs', async () => {
	const { boss } = await t.founder();
	const to = t.newPhone();
	const token = await t.invited(boss, to, rights(['event.edit']));
	let all = fixture.logged();
	for (const table of ['invitations', 'audit', 'messages', 'members'])
		all += JSON.stringify(await fixture.rows(`SELECT x::text FROM platform.${table} x`));
	assert.ok(all.includes('invitation.sent'));
	for (const secret of [to.slice(1), token]) assert.not.ok(all.includes(secret), secret);
});

test.run();
