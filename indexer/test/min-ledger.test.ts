import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { systemClock } from '#shared/clock.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { type Indexer, startIndexer } from '../indexer.ts';
import { until } from './indexer-fixture.ts';
import { quiet, type Store, startStore } from './store.ts';

const test = suite('a read that names a ledger which is not read');
let chainFixture: ChainFixture;
let store: Store;
let proxy: Awaited<ReturnType<typeof failingProxy>>;
let indexer: Indexer;
let fate: (method: string) => Fate;
/** Added to the clock that says how old the source's newest ledger is. */
let clockAhead = 0;

test.before(async () => {
	[chainFixture, store] = await Promise.all([ChainFixture.start(), startStore()]);
	proxy = await failingProxy(chainFixture.chain.rpcUrl, (method) => fate(method));
	fate = () => 'pass';
	const { registry, sinceLedger } = chainFixture.deployment;
	indexer = await startIndexer({
		databaseUrl: store.url,
		rpcUrl: proxy.url,
		network: chainFixture.chain.passphrase,
		registry,
		sinceLedger,
		metadataBase: new URL('file:///nowhere/'),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		proxies: noNetworks,
		log: quiet,
		clock: { now: () => Date.now() + clockAhead, sleep: systemClock.sleep },
	});
	await indexer.started;
	await closeLedger();
	await until('the newest ledger', () => indexer.hub.ledger >= newest());
});
test.before.each(() => {
	fate = () => 'pass';
	clockAhead = 0;
});
test.after(async () => {
	await indexer.stop();
	await proxy.close();
	await Promise.all([store.close(), chainFixture.close()]);
});

const newest = (): number => chainFixture.localnet.network.sequence;
const closeLedger = () => call(chainFixture.chain.rpcUrl, 'localnet_close' as never, { count: 1 } as never);

async function answerTo(ledger: number): Promise<string> {
	const answer = await fetch(`${indexer.url}/v1/events?minLedger=${ledger}`);
	const { code } = (await answer.json()) as { code?: string };
	return code === undefined ? String(answer.status) : `${answer.status} ${code}`;
}

test('that the source does not have either is refused, and is no fault of the indexer', async () => {
	assert.is(await answerTo(newest()), '200', 'the control');
	assert.is(await answerTo(newest() + 50), '400 LEDGER_AHEAD');
});

test('that the source has is 503 while the indexer is behind, and 200 once it is read', async () => {
	const admin = await store.admin.connect();
	try {
		await admin.query('begin');
		await admin.query('select 1 from chain.checkpoint for update');
		await closeLedger();
		assert.is(await answerTo(newest()), '503 LEDGER_NOT_READ');
		assert.is(await answerTo(newest() + 50), '400 LEDGER_AHEAD', 'beside it, one that nobody has');
		await admin.query('commit');
	} finally {
		admin.release();
	}
	assert.is(await answerTo(newest()), '200');
});

test('is 503 where the source does not say what it has', async () => {
	fate = (method) => (method === 'getLatestLedger' ? 'lost' : 'pass');
	await until('what was asked before is forgotten', async () => {
		return (await answerTo(newest() + 50)) === '503 LEDGER_NOT_READ';
	});
});

test('is 503 where the source stands still: others may have the ledger', async () => {
	clockAhead = 3_600_000;
	await closeLedger();
	assert.is(await answerTo(newest() + 50), '503 LEDGER_NOT_READ');
	clockAhead = 0;
	assert.is(await answerTo(newest() + 50), '400 LEDGER_AHEAD', 'the control');
});

test.run();
