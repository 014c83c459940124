import { randomUUID } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deleteExpired } from '../../delete-expired.ts';
import { completeDraft, factsAt } from '../../drafts/test/arbitraries.ts';
import type { DraftContent } from '../../models/draft-content.ts';
import { teamFixture } from '../../teams/test/team-fixture.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';

const test = suite('payees who are invited');
const day = 86_400_000;
const payouts = Keypair.random().publicKey();
let fixture: Fixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	fixture = await openFixture({ payouts });
	t = teamFixture(fixture, '0716');
});
test.after(() => fixture.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();

/** A draft whose second payee is invited, and who may write it. */
async function invitedDraft(name = 'Pwani Laughs') {
	const { boss } = await t.founder(name);
	const payee = randomUUID();
	const now = Math.floor(fixture.clock.now() / 1000);
	const content: DraftContent = completeDraft(factsAt(now));
	content.payees[1] = { ...content.payees[1]!, address: '', invited: payee, name: 'Wamũ', role: 'sound' };
	const { status, body } = await boss.post('/v1/drafts', { content });
	if (status !== 201) throw new Error(JSON.stringify(body));
	const at = `/v1/drafts/${body.id}/payees/${payee}/invitation`;
	return { boss, payee, at, id: body.id as string, version: body.version as number, content };
}

async function newestLink(): Promise<string> {
	const { body } = await new Browser(fixture).get('/v1/outbox');
	return /\/payees\/([\w-]+)/.exec(body.items[0].text)![1]!;
}

const rowsOf = (draft: string) =>
	fixture.rows('SELECT * FROM platform.payee_invitations WHERE draft = $1', [draft]);

test('an invitation is one SMS with a link; its person sees event, role and share, and may be paid later', async () => {
	const { boss, at, id } = await invitedDraft('Njeri & Sons: Events 🎉 http://evil.example');
	const artist = await t.person();
	assert.is(codeOf(await boss.post(at, { to: artist.phone, language: 'sw' })), '204');
	const [message] = (await boss.get('/v1/outbox')).body.items;
	assert.is(message.channel, 'sms');
	assert.match(message.text, /^Njeri & Sons/);
	assert.match(message.text, /^[ -~]{1,160}$/, 'one SMS');
	const token = await newestLink();
	const { body } = await artist.get(`/v1/payees/${token}`);
	assert.equal([body.yours, body.state, body.canHold], [true, 'sent', true]);
	assert.equal(body.share, { name: 'Wamũ', role: 'sound', bps: 3500 });
	assert.is(codeOf(await artist.post(`/v1/payees/${token}/hold`)), '204');
	assert.is((await artist.get(`/v1/payees/${token}`)).body.state, 'held');
	const [row] = await rowsOf(id);
	assert.equal([row.state, row.address], ['held', null]);
	assert.not.ok(JSON.stringify(row).includes(artist.phone.slice(1)), 'the number is not in clear');
});

test('a forwarded link shows neither share nor address, and answers nothing', async () => {
	const { boss, at, id } = await invitedDraft();
	const [artist, stranger] = [await t.person(), await t.person()];
	await boss.post(at, { to: artist.phone });
	const token = await newestLink();
	const { body } = await stranger.get(`/v1/payees/${token}`);
	assert.equal([body.yours, body.share, body.address], [false, null, null]);
	assert.not.ok(JSON.stringify(body).includes(artist.phone.slice(1)), 'the number is masked');
	const wallet = { address: Keypair.random().publicKey() };
	for (const [path, sent] of [
		['hold', {}],
		['wallet', wallet],
		['wallet/verify', { nonce: 'x', signature: 'y' }],
	] as const)
		assert.is(
			codeOf(await stranger.post(`/v1/payees/${token}/${path}`, sent)),
			'403 INVITATION_NOT_YOURS',
			path,
		);
	assert.is(codeOf(await new Browser(fixture).post(`/v1/payees/${token}/hold`)), '401 SIGN_IN_NEEDED');
	assert.is((await rowsOf(id))[0].state, 'sent');
});

test('sent again, the link before opens nothing; withdrawn, none does; an answer is withdrawn before it is asked again', async () => {
	const { boss, at } = await invitedDraft();
	const artist = await t.person();
	assert.is(codeOf(await boss.post(at)), '400 PAYEE_CONTACT_MISSING');
	await boss.post(at, { to: artist.phone });
	const first = await newestLink();
	assert.is(codeOf(await boss.post(at)), '204', 'to the same number');
	const second = await newestLink();
	assert.is(codeOf(await artist.get(`/v1/payees/${first}`)), '404 INVITATION_OVER');
	assert.is(codeOf(await artist.post(`/v1/payees/${second}/hold`)), '204');
	assert.is(codeOf(await boss.post(at)), '409 PAYEE_ANSWERED');
	assert.is(codeOf(await boss.delete(at)), '204');
	assert.is(codeOf(await boss.delete(at)), '404 PAYEE_NOT_FOUND');
	assert.is(codeOf(await artist.get(`/v1/payees/${second}`)), '404 INVITATION_OVER');
});

test('an invitation is over when its payee leaves the draft or gets an address from the organizer', async () => {
	for (const change of [{ address: Keypair.random().publicKey() }, { invited: undefined }]) {
		const { boss, at, id, version, content } = await invitedDraft();
		const artist = await t.person();
		await boss.post(at, { to: artist.phone });
		const token = await newestLink();
		content.payees[1] = { ...content.payees[1]!, ...change };
		assert.is((await boss.put(`/v1/drafts/${id}`, { version, content })).status, 200);
		assert.is(codeOf(await artist.post(`/v1/payees/${token}/hold`)), '404 INVITATION_OVER');
	}
});

test('one that nobody answers ends after seven days and is deleted; an answer stays', async () => {
	const [open, answered] = [await invitedDraft(), await invitedDraft()];
	const artist = await t.person();
	await open.boss.post(open.at, { to: artist.phone });
	const token = await newestLink();
	await answered.boss.post(answered.at, { to: artist.phone });
	await artist.post(`/v1/payees/${await newestLink()}/hold`);
	fixture.clock.advance(7 * day + 1);
	assert.is(codeOf(await artist.post(`/v1/payees/${token}/hold`)), '404 INVITATION_OVER');
	await deleteExpired(fixture.platform.db, new Date(fixture.clock.now()));
	assert.equal([(await rowsOf(open.id)).length, (await rowsOf(answered.id)).length], [0, 1]);
});

test('another account’s draft gets the same 404 as a missing one, and the organizer’s own place cannot be given away', async () => {
	const { boss, at, id, content } = await invitedDraft();
	const other = await t.founder();
	assert.is(codeOf(await other.boss.post(at, { to: '0716999999' })), '404 DRAFT_NOT_FOUND');
	assert.is(codeOf(await other.boss.delete(at)), '404 DRAFT_NOT_FOUND');
	const own = randomUUID();
	content.payees[0] = { ...content.payees[0]!, invited: own };
	assert.is((await boss.put(`/v1/drafts/${id}`, { version: 1, content })).status, 200);
	const first = `/v1/drafts/${id}/payees/${own}/invitation`;
	assert.is(codeOf(await boss.post(first, { to: '0716999999' })), '404 PAYEE_NOT_FOUND');
});

test('one person sends one contact three a day, from all drafts and teams together', async () => {
	const { boss, at } = await invitedDraft();
	const artist = await t.person();
	for (let i = 0; i < 2; i++) assert.is(codeOf(await boss.post(at, { to: artist.phone })), '204');
	const invitation = { to: artist.phone, permissions: ['event.edit'], events: null, until: null };
	assert.is((await boss.post('/v1/team/invitations', invitation)).status, 201);
	assert.is(codeOf(await boss.post(at, { to: artist.phone })), '429 TOO_MANY_REQUESTS');
});

test('if there is no payouts account, nobody can be paid later', async () => {
	const without = await openFixture({}, fixture.cluster);
	try {
		const team = teamFixture(without, '0717');
		const { boss } = await team.founder();
		const artist = await team.person();
		const payee = randomUUID();
		const now = Math.floor(without.clock.now() / 1000);
		const content = completeDraft(factsAt(now));
		content.payees[1] = { ...content.payees[1]!, address: '', invited: payee };
		const { body } = await boss.post('/v1/drafts', { content });
		await boss.post(`/v1/drafts/${body.id}/payees/${payee}/invitation`, { to: artist.phone });
		const { items } = (await new Browser(without).get('/v1/outbox')).body;
		const token = /\/payees\/([\w-]+)/.exec(items[0].text)![1]!;
		assert.is((await artist.get(`/v1/payees/${token}`)).body.canHold, false);
		assert.is(codeOf(await artist.post(`/v1/payees/${token}/hold`)), '409 PAYEE_HOLD_UNAVAILABLE');
	} finally {
		await without.close();
	}
});

test.run();
