import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publish } from '#shared/chain/submit/publish.ts';
import { sessionVerifier } from '#shared/session.server.ts';
import { completeDraft } from '../../drafts/test/arbitraries.ts';
import { draftOf, markedBy, PublishFixture, publicationOf } from '../../drafts/test/publish-fixture.ts';
import { answerTo, type Browser } from '../../test/browser.ts';
import { rights, teamFixture } from './team-fixture.ts';

const test = suite('publishing for a team');
let publishing: PublishFixture;
let t: ReturnType<typeof teamFixture>;

test.before(async () => {
	publishing = await PublishFixture.open();
	t = teamFixture(publishing.fixture, '0711');
});
test.after(() => publishing.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();

async function link(by: Browser, key: Keypair) {
	const asked = await by.post('/v1/wallets', { address: key.publicKey() });
	return asked.status === 200 ? by.post('/v1/wallets/verify', answerTo(asked.body, key)) : asked;
}

test('a member with the right links a wallet to the team and publishes its draft; the event is the team’s', async () => {
	const { boss, team } = await t.founder();
	const publisher = await t.joined(boss, rights(['event.edit', 'event.publish']));
	const key = await publishing.chainFixture.fan(0);
	const content = completeDraft(await publishing.factsOf(key.publicKey()));
	const { id } = await draftOf(boss, content);
	assert.is(
		codeOf(await publisher.post(`/v1/drafts/${id}/document`)),
		'409 DRAFT_INCOMPLETE',
		'no wallet of the team yet',
	);
	assert.equal((await link(publisher, key)).body, { address: key.publicKey() });
	const { body: prepared } = await publisher.post(`/v1/drafts/${id}/document`);
	const { event } = await publish(
		publishing.chainFixture.chain,
		publicationOf(prepared),
		publishing.sign(key),
	);
	assert.is((await markedBy(publisher, id, event)).status, 200);
	assert.is((await boss.get(`/v1/drafts/${id}`)).body.published.event, event);

	assert.equal((await boss.get('/v1/me')).body.teams[0].publications, [event]);
	const other = (await draftOf(boss, content)).id;
	const elsewhere = await t.joined(boss, rights(['checkin.scan'], { events: [other] }));
	assert.equal((await elsewhere.get('/v1/me')).body.teams[0].publications, [], 'beyond their events');
	const limited = await t.joined(boss, rights(['checkin.scan'], { events: [id] }));
	const { token } = (await limited.post('/v1/token', { as: team })).body;
	const verify = await sessionVerifier(publishing.fixture.publicKey, publishing.fixture.clock.now);
	assert.equal((await verify(token)).events, [id, event], 'other services know the event by its address');
});

test('the wallet must be the team’s: a member’s own, or another team’s, publishes nothing here', async () => {
	const [{ boss }, other] = [await t.founder(), await t.founder()];
	const [own, foreign] = [await publishing.chainFixture.fan(0), await publishing.chainFixture.fan(0)];
	assert.is((await boss.linkWallet(own)).status, 200);
	assert.is((await link(other.boss, foreign)).status, 200);
	for (const key of [own, foreign]) {
		const { id } = await draftOf(boss, completeDraft(await publishing.factsOf(key.publicKey())));
		assert.is(codeOf(await boss.post(`/v1/drafts/${id}/document`)), '409 DRAFT_INCOMPLETE');
	}
	assert.is(codeOf(await link(boss, foreign)), '409 IDENTITY_TAKEN');
});

test('a team’s wallet signs nobody in, and a member who may publish can remove it', async () => {
	const { boss, team } = await t.founder();
	const key = await publishing.chainFixture.fan(0);
	await link(boss, key);
	const guest = await t.person();
	assert.is(codeOf(await guest.signInBy(key)), '409 WALLET_OF_TEAM');
	const at = `/v1/wallets/${key.publicKey()}`;
	const [{ boss: stranger }, editor] = [await t.founder(), await t.joined(boss, rights(['event.edit']))];
	assert.is(codeOf(await stranger.delete(at)), '404 WALLET_NOT_FOUND');
	assert.is(codeOf(await editor.delete(at)), '403 FORBIDDEN');
	assert.equal((await boss.get('/v1/team')).body.wallets, [key.publicKey()]);
	assert.is((await boss.delete(at)).status, 204);
	assert.equal(
		(await boss.get('/v1/me')).body.teams.find((each: { account: string }) => each.account === team).wallets,
		[],
	);
	assert.is((await guest.signInBy(key)).status, 200, 'from then on it is anybody’s who has its key');
});

test('a wallet publishes for the whole account, so a member limited to some events links none, with an older token either', async () => {
	const { boss, team } = await t.founder();
	const { id } = (await boss.post('/v1/drafts', {})).body;
	const key = await publishing.chainFixture.fan(0);
	const limited = await t.joined(boss, rights(['event.publish'], { events: [id] }));
	assert.is(codeOf(await link(limited, key)), '403 FORBIDDEN');
	const removed = await t.joined(boss, rights(['event.publish']));
	const { token } = (await removed.post('/v1/token', { as: team })).body;
	await boss.delete(`/v1/team/members/${removed.id}`);
	const headers = { authorization: `Bearer ${token}` };
	const asked = await removed.request('POST', '/v1/wallets', { address: key.publicKey() }, headers);
	assert.is(codeOf(asked), '403 FORBIDDEN');
});

test('a challenge made for one account links no wallet to another', async () => {
	const { boss, team } = await t.founder();
	const second = (await boss.post('/v1/teams', { name: 'Second' })).body.account;
	const key = await publishing.chainFixture.fan(0);
	const asked = (await boss.post('/v1/wallets', { address: key.publicKey() })).body;
	t.actFor(boss, second);
	assert.is(codeOf(await boss.post('/v1/wallets/verify', answerTo(asked, key))), '400 CHALLENGE_OVER');
	t.actFor(boss, team);
	assert.equal((await boss.get('/v1/team')).body.wallets, []);
});

test.run();
