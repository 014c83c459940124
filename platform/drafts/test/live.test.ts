import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { markPublished, type PublishedDeps } from '../mark-published.ts';
import { draftOf } from '../store.ts';

const test = suite('the live channel of an account');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const messagesOf = async (account: string): Promise<unknown[]> =>
	(
		await fixture.rows('SELECT message FROM platform.live_outbox WHERE channel = $1 ORDER BY seq', [
			`account:${account}`,
		])
	).map((row) => row.message);

/** An indexer that knows one event. */
const knowing = (event: object): PublishedDeps['indexer'] =>
	({
		v1: { events: { ':event': { $get: async () => ({ status: 200, json: async () => event }) } } },
	}) as never;

test('a draft is published when it is made, saved, deleted and on chain, with nothing of its content', async () => {
	const browser = new Browser(fixture);
	const account = await browser.signIn('0712345699');
	await browser.post('/v1/me/organizer', { name: 'Somebody' });
	const [kept, gone] = [(await browser.post('/v1/drafts')).body, (await browser.post('/v1/drafts')).body];
	const at = `/v1/drafts/${kept.id}`;
	const save = { version: kept.version, content: kept.content };
	assert.is((await browser.put(at, save)).status, 200);
	assert.is((await browser.put(at, save)).status, 409, 'a change that is refused is not published');
	await browser.delete(`/v1/drafts/${gone.id}`);
	const { db } = fixture.platform;
	const { registry, passphrase } = fixture.options;
	const organizer = Keypair.random().publicKey();
	await fixture.rows(`UPDATE platform.drafts SET documents = '{ab}' WHERE id = $1`, [kept.id]);
	const row = await draftOf(db, { account, events: null }, kept.id);
	const address = eventAddress(passphrase, registry, organizer, row.nonce);
	const indexer = knowing({ no: 1, address, organizer, metadata: { hash: 'ab' } });
	for (let i = 0; i < 2; i++)
		await markPublished(
			{ db, indexer, registry, passphrase, payouts: null },
			row,
			'1',
			[organizer],
			new Date(),
		);
	const { version } = kept;
	assert.equal(await messagesOf(account), [
		{ draft: kept.id, version, state: 'draft' },
		{ draft: gone.id, version, state: 'draft' },
		{ draft: kept.id, version: version + 1, state: 'draft' },
		{ draft: gone.id, version, state: 'deleted' },
		{ draft: kept.id, version: version + 1, state: 'published' },
	]);
});

test.run();
