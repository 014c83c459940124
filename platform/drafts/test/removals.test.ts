import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { indexerClient } from '#indexer/client.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { runningEvents } from '../../accounts/running-events.ts';
import { rights, teamFixture } from '../../teams/test/team-fixture.ts';
import { answerTo, Browser } from '../../test/browser.ts';
import { completeDraft } from './arbitraries.ts';
import { draftOf, markedBy, PublishFixture, publicationOf } from './publish-fixture.ts';

const test = suite('what a removal would cost');
let publishing: PublishFixture;

test.before(async () => {
	publishing = await PublishFixture.open();
});
test.after(() => publishing.close());

const answerOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();

/** An organizer whose wallet published an event, marked or not. */
async function publisher(mark: boolean) {
	const { browser, key, facts } = await publishing.organizer();
	const { id } = await draftOf(browser, completeDraft(facts));
	const prepared = (await browser.post(`/v1/drafts/${id}/document`)).body;
	const { event } = await publish(
		publishing.chainFixture.chain,
		publicationOf(prepared),
		publishing.sign(key),
	);
	const marked = mark ? (await markedBy(browser, id, event)).body.published : null;
	const { identities } = (await browser.get('/v1/me')).body;
	const wallet = identities.find((each: { kind: string }) => each.kind === 'wallet');
	return { browser, key, facts, id, event, no: marked?.no as number, wallet };
}

async function elsewhere(browser: Browser, indexerUrl: string) {
	const { startPlatform } = await import('../../platform.ts');
	const platform = await startPlatform({ ...publishing.fixture.options, port: 0, indexerUrl });
	const there = new Browser({ platform });
	for (const [name, value] of browser.cookies) there.cookies.set(name, value);
	return { there, stop: () => platform.stop() };
}

test('a wallet whose event is not over stays, unless the organizer names that event', async () => {
	const { browser, no, wallet, key } = await publisher(true);
	const byId = `/v1/me/identities/${wallet.id}`;
	const byAddress = `/v1/wallets/${key.publicKey()}`;
	for (const at of [byId, byAddress, `${byId}?accepting=`, `${byAddress}?accepting=${no + 1}`])
		assert.is(answerOf(await browser.delete(at)), '409 WALLET_PUBLISHES', at);
	assert.equal((await browser.get('/v1/me')).body.wallets, [key.publicKey()]);
	assert.is(answerOf(await browser.delete(`${byId}?accepting=all`)), '400 REQUEST_INVALID');
	assert.is((await browser.delete(`${byId}?accepting=${no + 1},${no}`)).status, 200);
	assert.equal((await browser.get('/v1/me')).body.wallets, []);
});

test('an event that is over holds no wallet', async () => {
	const { key, no } = await publisher(true);
	const indexer = indexerClient(publishing.fixture.options.indexerUrl);
	const at = (days: number) => ({ indexer, clock: { now: () => Date.now() + days * 86_400_000 } as never });
	assert.equal(await runningEvents(at(0), key.publicKey()), [no]);
	assert.equal(await runningEvents(at(2000), key.publicKey()), []);
});

test('a team’s wallet is kept by the same rule', async () => {
	const t = teamFixture(publishing.fixture, '0722');
	const { boss } = await t.founder();
	const key = await publishing.chainFixture.fan(0);
	const asked = await boss.post('/v1/wallets', { address: key.publicKey() });
	await boss.post('/v1/wallets/verify', answerTo(asked.body, key));
	const { id } = await draftOf(boss, completeDraft(await publishing.factsOf(key.publicKey())));
	const prepared = (await boss.post(`/v1/drafts/${id}/document`)).body;
	const { event } = await publish(
		publishing.chainFixture.chain,
		publicationOf(prepared),
		publishing.sign(key),
	);
	const { no } = (await markedBy(boss, id, event)).body.published;
	const helper = await t.joined(boss, rights(['event.publish']));
	const at = `/v1/wallets/${key.publicKey()}`;
	assert.is(answerOf(await helper.delete(at)), '409 WALLET_PUBLISHES');
	assert.is((await helper.delete(`${at}?accepting=${no}`)).status, 204);
});

test('while the indexer does not answer, an organizer’s wallet stays; a fan’s wallet needs no answer', async () => {
	const { browser, wallet } = await publisher(true);
	const away = await elsewhere(browser, 'http://127.0.0.1:1');
	const removed = await away.there.delete(`/v1/me/identities/${wallet.id}`);
	assert.is(answerOf(removed), '503 INDEXER_UNREACHABLE');
	const fan = new Browser({ platform: publishing.fixture.platform });
	await fan.signIn('0722990001');
	assert.is((await fan.linkWallet(await publishing.chainFixture.fan(0))).status, 200);
	const own = (await fan.get('/v1/me')).body.identities.find((i: { kind: string }) => i.kind === 'wallet');
	for (const [name, value] of fan.cookies) away.there.cookies.set(name, value);
	assert.is((await away.there.delete(`/v1/me/identities/${own.id}`)).status, 200);
	await away.stop();
});

test('a draft whose event is on chain cannot be deleted before it is marked', async () => {
	const { browser, id, event } = await publisher(false);
	for (let i = 0; i < 100; i++) {
		if ((await fetch(`${publishing.fixture.options.indexerUrl}/v1/events/${event}`)).ok) break;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.is(answerOf(await browser.delete(`/v1/drafts/${id}`)), '409 DRAFT_PUBLISHED');
	assert.is((await markedBy(browser, id, event)).status, 200, 'it is still there to be marked');
});

test('the control: a draft with a document whose event nobody published is deleted', async () => {
	const { browser, facts } = await publishing.organizer();
	const { id } = await draftOf(browser, completeDraft(facts));
	assert.is((await browser.post(`/v1/drafts/${id}/document`)).status, 200);
	const away = await elsewhere(browser, 'http://127.0.0.1:1');
	assert.is(answerOf(await away.there.delete(`/v1/drafts/${id}`)), '503 INDEXER_UNREACHABLE');
	await away.stop();
	assert.is((await browser.delete(`/v1/drafts/${id}`)).status, 204);
});

test.run();
