import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { silentProxy } from '#testing/proxies/silent-proxy.ts';
import { startIndexer } from '../indexer.ts';
import { passLedgers } from '../ingest/apply-ledgers.ts';
import { runAsLeader } from '../ingest/run-as-leader.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { until } from './indexer-fixture.ts';
import { openCluster, openStore, quiet, type Store } from './store.ts';

const test = suite('an indexer without its RPC, or without its database');
let chainFixture: ChainFixture;
let cluster: TestPostgres;
let store: Store;
let fate: (method: string) => Fate = () => 'pass';
let proxy: Awaited<ReturnType<typeof failingProxy>>;

test.before(async () => {
	[chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	proxy = await failingProxy(chainFixture.chain.rpcUrl, (method) => fate(method));
});
test.before.each(async () => {
	store = await openStore(cluster);
});
test.after.each(() => store.close());
test.after(async () => {
	await proxy.close();
	await cluster.stop();
	await chainFixture.close();
});

const options = () => ({
	databaseUrl: store.url,
	rpcUrl: proxy.url,
	network: chainFixture.chain.passphrase,
	registry: chainFixture.deployment.registry,
	// Where the history begins is the RPC's to say.
	sinceLedger: 0,
	metadataBase: new URL('file:///nowhere/'),
	host: '127.0.0.1',
	port: 0,
	pollMilliseconds: 20,
	proxies: noNetworks,
	log: quiet,
});

test('answers while the RPC is away, says so, and reads when it is back', async () => {
	await chainFixture.publish();
	fate = () => 'lost';
	const indexer = await startIndexer(options());
	const get = (path: string) => fetch(`${indexer.url}${path}`);
	assert.is((await get('/healthz')).status, 200);
	await until('a reason', async () => /RPC/.test((await (await get('/readyz')).json()).reason));
	const ready = await get('/readyz');
	assert.is(ready.status, 503);
	assert.is((await ready.json()).code, 'STARTING');
	const refused = await get('/v1/events');
	assert.equal([refused.status, (await refused.json()).code], [503, 'STARTING']);
	assert.is(refused.headers.get('retry-after'), '5');
	fate = () => 'pass';
	await indexer.started;
	await until('readiness', async () => (await get('/readyz')).status === 200);
	const { items } = (await (await get('/v1/events')).json()) as { items: unknown[] };
	assert.ok(items.length > 0);
	await indexer.stop();

	// After the next start it immediately serves what it has read.
	fate = () => 'lost';
	const again = await startIndexer(options());
	await again.started;
	assert.is((await fetch(`${again.url}/v1/events`)).status, 200);
	await again.stop();
	fate = () => 'pass';
});

test('a database of another chain ends it, after it has begun to answer', async () => {
	await openCheckpoint(store.db, { network: 'another', registry: 'C', startLedger: 1 });
	const indexer = await startIndexer(options());
	assert.is(await codeOf(indexer.started), 'DATABASE_OF_ANOTHER_CHAIN');
	await indexer.stop();
});

test('a ledger that is too old makes it unready, by a clock', async () => {
	let ahead = 0;
	const clock = {
		now: () => Date.now() + ahead,
		sleep: (_: number, signal: AbortSignal) =>
			new Promise<void>((done) => setTimeout(done, signal.aborted ? 0 : 20)),
	};
	const indexer = await startIndexer({ ...options(), clock });
	const ready = async () => (await (await fetch(`${indexer.url}/readyz`)).json()).code;
	await chainFixture.fan();
	await until('readiness', async () => (await ready()) === 'READY');
	// The network's own clock runs ahead: each of its ledgers takes a second, however fast they close.
	ahead = 600_000;
	assert.is(await ready(), 'STALE');
	const status = await (await fetch(`${indexer.url}/status`)).json();
	assert.equal([status.ready, status.ledgerAgeSeconds > 60], [false, true]);
	await indexer.stop();
});

test('a leader whose database connection falls silent leads again, and its former term writes nothing', async () => {
	const silent = await silentProxy(store.url);
	const whose = { network: 'n', registry: 'C', startLedger: 1 };
	await openCheckpoint(store.db, whose);
	const stop = new AbortController();
	const epochs: number[] = [];
	const clock = systemClock;
	const work = async (epoch: number, signal: AbortSignal) => {
		epochs.push(epoch);
		await clock.sleep(3_600_000, signal);
	};
	const times = { beat: 100, answer: 500, lease: 1500 };
	const leading = runAsLeader({ url: silent.url, db: store.db, clock, log: quiet, times }, work, stop.signal);
	await until('a leader', () => epochs.length === 1);
	const position = { ...(await readCheckpoint(store.db)), announcedLedger: 1 };
	silent.silence();
	await until('another term', () => epochs.length === 2);
	const range = { latestLedger: 9, oldestLedger: 1 };
	const to = { ledger: 1, header: null, record: false, foreignEvents: 0 };
	const write = (epoch: number) => passLedgers(store.db, epoch, position, to, range);
	assert.is(await codeOf(write(epochs[0]!)), 'FENCED');
	assert.is(await codeOf(write(epochs[1]!)), 'none');
	stop.abort();
	await leading;
	await silent.close();
});

test.run();
