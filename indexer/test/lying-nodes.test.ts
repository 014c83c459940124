import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deploy } from '#scripts/deploy/deploy.ts';
import { call } from '#shared/chain/rpc.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import {
	answers,
	changesEvents,
	cursorJumps,
	cutHistoryAs,
	drops,
	fieldIs,
	limited,
	type Misbehaviour,
	type MisbehavingNode,
	misbehavingNode,
	standsStill,
	tooMany,
} from '#testing/proxies/misbehaving-node.ts';
import { type Indexer, startIndexer } from '../indexer.ts';
import { auditState } from '../ingest/audit-state.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { until } from './indexer-fixture.ts';
import { followOptions, followTo, openCluster, openStore, quiet, type Store, sourceAt } from './store.ts';

const test = suite('the indexer of a node that lies, forgets, limits or stands still');
let chainFixture: ChainFixture;
let cluster: TestPostgres;
let store: Store;
let node: MisbehavingNode;
let indexer: Indexer | null = null;

test.before(async () => {
	[chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
});
test.before.each(async () => {
	store = await openStore(cluster);
	node = await misbehavingNode(chainFixture.chain.rpcUrl);
});
test.after.each(async () => {
	await indexer?.stop();
	indexer = null;
	await node.close();
	await store.close();
});
test.after(async () => {
	await cluster.stop();
	await chainFixture.close();
});

const rpcUrl = () => chainFixture.chain.rpcUrl;
const close = (count = 1) => call(rpcUrl(), 'localnet_close', { count });
const newest = () => chainFixture.localnet.network.sequence;
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Starts an indexer over these nodes. It reads only what comes from now on. */
async function start(change: Partial<Parameters<typeof startIndexer>[0]> = {}): Promise<Indexer> {
	indexer = await startIndexer({
		databaseUrl: store.url,
		rpcUrl: node.url,
		network: chainFixture.chain.passphrase,
		registry: chainFixture.deployment.registry,
		sinceLedger: chainFixture.deployment.sinceLedger,
		metadataBase: new URL('file:///nowhere/'),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		log: quiet,
		...change,
	});
	return indexer;
}

const get = async (path: string) => (await fetch(`${indexer!.url}${path}`)).json();
const isReady = () => until('readiness', async () => (await get('/readyz')).ready);
const soldOf = async (event: string): Promise<number> =>
	(await get(`/v1/events/${event}`)).tiers?.[0]?.sold ?? 0;
const buy = async (event: string, qty = 1) =>
	chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty }]);
const named = (name: string, contract?: string) => (e: RawEvent) =>
	(!contract || e.contractId === contract) && passaName(e) === name;

/** An event that is for sale and read. */
async function openEvent(): Promise<string> {
	const event = await chainFixture.publish();
	await until('the event', async () => (await get(`/v1/events/${event}`)).no > 0);
	return event;
}

test('loses no sale to a cursor that jumps 45 ledgers', async () => {
	await (await start()).started;
	const event = await openEvent();
	node.behave(cursorJumps(45));
	await close();
	await pause(200);
	for (let i = 0; i < 3; i++) await buy(event);
	await until('all sales', async () => (await soldOf(event)) === 3);
});

test('reads a sale that getEvents leaves out, also where it is the last one', async () => {
	await (await start()).started;
	const event = await openEvent();
	node.behave(drops(named('sold')));
	await buy(event, 2);
	await until('the sale', async () => (await soldOf(event)) === 2);
	const status = await get('/status');
	assert.equal([status.ready, status.quarantine], [true, []]);
});

const lies: [string, (event: RawEvent) => void][] = [
	['another transaction’s hash', (e) => Object.assign(e, { txHash: 'ab'.repeat(32) })],
	['another time', (e) => Object.assign(e, { ledgerClosedAt: '2031-01-01T00:00:00Z' })],
];
for (const [name, lie] of lies)
	test(`believes no event with ${name}`, async () => {
		await (await start()).started;
		const event = await openEvent();
		node.behave(changesEvents(lie));
		const { hash, ledger } = await buy(event);
		await until('the sale', async () => (await soldOf(event)) === 1);
		const [row] = await store.rows(
			'SELECT r.tx_hash, o.sold_at, l.closed_at, l.proven FROM chain.raw_events r JOIN chain.ledgers l ON l.sequence = r.ledger JOIN chain.orders o ON o.tx_hash = $1 WHERE r.ledger = $2',
			[hash, ledger],
		);
		assert.is(row.tx_hash, hash);
		assert.equal(row.sold_at, row.closed_at);
		const { closeTime } = await closeTimeOf(ledger);
		assert.is(row.closed_at.getTime() / 1000, Number(closeTime));
		assert.is(row.proven, true);
	});

async function closeTimeOf(ledger: number): Promise<{ closeTime: string }> {
	const { ledgers } = await call(rpcUrl(), 'getLedgers', { startLedger: ledger, pagination: { limit: 1 } });
	return { closeTime: ledgers[0]!.ledgerCloseTime };
}

/** Leaves a contract's sales out everywhere: of the pages, and of the ledgers. */
const hidesSales = (contract: string): Misbehaviour => {
	const dropping = drops(named('sold', contract));
	return async (asked, pass) => {
		if (asked.method !== 'getLedgers') return dropping(asked, pass);
		const { ledgers } = await call(rpcUrl(), 'getLedgers', { startLedger: 2, pagination: { limit: 1 } });
		const answer = await pass();
		for (const each of (answer.result?.ledgers ?? []) as { metadataXdr: string }[])
			each.metadataXdr = ledgers[0]!.metadataXdr;
		return { body: answer };
	};
};

test('finds by the contract’s counters that its last event is missing, says so, and reads it later', async () => {
	const event = await chainFixture.publish();
	const { registry, sinceLedger } = chainFixture.deployment;
	const whose = { network: chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	const source = sourceAt(node.url);
	await followTo(followOptions(store, source), whose, newest());
	node.behave(hidesSales(event));
	await buy(event, 2);
	await followTo(followOptions(store, source), whose, newest());
	const { ledger } = await readCheckpoint(store.db);
	assert.is(ledger, newest(), 'the sale was passed by');
	const later = new Date(Date.now() + 61_000);
	await auditState(store.db, source, quiet, later);
	const [held] = await store.rows('SELECT contract, code, reason FROM chain.quarantine');
	assert.equal([held.contract, held.code], [event, 'LOG_GAP']);
	assert.match(held.reason, /its contract counts 2 events, and 1 were read/);

	await (await start({ pollMilliseconds: 1000 })).started;
	await close();
	await until('readiness', async () => (await get('/readyz')).ready);
	const ready = await get('/readyz');
	assert.equal([ready.ready, ready.code, ready.quarantined, ready.differing], [true, 'DEGRADED', 1, 1]);
	assert.match(ready.reason, '/status');
	const status = await get('/status');
	assert.is(status.quarantine[0].contract, event);
	assert.is(status.audit.differences[0].differences[0].name, 'n');
	const metrics = await (await fetch(`${indexer!.url}/metrics`)).text();
	assert.match(metrics, /passa_indexer_quarantined_logs\{[^}]*\} 1/);
	assert.match(metrics, /passa_indexer_differing_events\{[^}]*\} 1/);
	assert.match(metrics, /passa_indexer_ledger_age_seconds\{[^}]*\} \d+/);
	node.behave(null);
	await until('the sale', async () => (await soldOf(event)) === 2);
	await until('a whole log', async () => (await get('/readyz')).code === 'READY');
});

for (const result of [null, {}, { events: [], cursor: null, latestLedger: 1e9 }])
	test(`is never ready, and asks a few times a second, where the answer is ${JSON.stringify(result)}`, async () => {
		node.behave(answers(result));
		const starting = await start({ sinceLedger: 0 });
		await pause(2000);
		assert.is((await fetch(`${starting.url}/readyz`)).status, 503);
		assert.ok(node.asked.length < 20, `${node.asked.length} requests in 2 s`);
		// The control: the true answers make it ready, and false ones later stop it.
		node.behave(null);
		await close();
		await isReady();
		node.behave(answers(result));
		await pause(2000);
		assert.ok(node.asked.length < 30, `${node.asked.length} requests in 2 s`);
		assert.is.not((await get('/status')).state, 'ready');
	});

test('without the oldest ledger in its answers is not ready', async () => {
	node.behave(fieldIs(['getEvents', 'getHealth', 'getLedgers'], 'oldestLedger'));
	const starting = await start({ sinceLedger: 0 });
	await pause(1000);
	assert.is((await fetch(`${starting.url}/readyz`)).status, 503);
	assert.ok(node.asked.length < 20);
});

test('that stands still is not ready, and says how old its newest ledger is', async () => {
	let ahead = 0;
	const clock = {
		now: () => Date.now() + ahead,
		sleep: (milliseconds: number, signal: AbortSignal) =>
			new Promise<void>((done) => setTimeout(done, signal.aborted ? 0 : Math.min(milliseconds, 50))),
	};
	await (await start({ clock })).started;
	await close();
	await isReady();
	node.behave(standsStill());
	await pause(200);
	ahead = 600_000;
	await close(3);
	await pause(300);
	const ready = await get('/readyz');
	assert.equal([ready.ready, ready.code], [false, 'STALE']);
	assert.match(ready.reason, /newest ledger is \d{3} s old/);
});

test('that allows 5 requests a second is followed up to the newest ledger', async () => {
	node.behave(limited(5, () => tooMany('1')));
	await (await start()).started;
	const begun = Date.now();
	const event = await chainFixture.publish();
	for (let i = 0; i < 6; i++) await buy(event);
	await until('all sales', async () => (await soldOf(event)) === 6);
	await isReady();
	assert.ok(Date.now() - begun < 45_000, `${Date.now() - begun} ms`);
	const answered = node.asked.length / ((Date.now() - begun) / 1000);
	assert.ok(answered < 9, `${answered} requests a second`);
});

test('whose events have a stranger in each ledger costs no request for it', async () => {
	const foreign = await deploy({ chain: chainFixture.chain });
	const init = chainFixture.terms();
	init.payees[2]!.address = foreign.roles.platform.address;
	const publishing = { organizer: chainFixture.organizer.publicKey(), init };
	const publishForeign = (nonce: bigint) =>
		chainFixture.call(chainFixture.organizer, foreign.registry, 'create_event', { ...publishing, nonce }, registryArgs);
	const first = newest();
	for (let i = 0; i < 12; i++) await publishForeign(BigInt(i));
	await close(70);
	const { registry } = chainFixture.deployment;
	const whose = { network: chainFixture.chain.passphrase, registry, startLedger: first };
	node.behave(null);
	await followTo(followOptions(store, sourceAt(node.url)), whose, newest());
	const ledgerReads = () => node.asked.filter(({ method }) => method === 'getLedgers').length;
	assert.is(ledgerReads(), 1, 'the newest ledger’s header');
	const { foreignEvents } = await readCheckpoint(store.db);
	assert.ok(foreignEvents >= 24);
	// At the tip: no more requests than for ledgers without any event.
	const costOf = async (work: () => Promise<unknown>): Promise<number> => {
		node.behave(null);
		const before = newest();
		await work();
		await followTo(followOptions(store, sourceAt(node.url)), whose, newest());
		return ledgerReads() / (newest() - before);
	};
	const [quietCost, foreignCost] = [
		await costOf(() => close(6)),
		await costOf(async () => {
			for (let i = 0; i < 6; i++) await publishForeign(BigInt(100 + i));
		}),
	];
	assert.ok(foreignCost <= quietCost, `${foreignCost} reads a ledger, ${quietCost} without strangers`);
	assert.is((await readCheckpoint(store.db)).foreignEvents, foreignEvents + 12);
});

test('that has lost ledgers which were never read shows the gap, however it words that', async () => {
	const { registry } = chainFixture.deployment;
	const whose = { network: chainFixture.chain.passphrase, registry, startLedger: 2 };
	const oldest = newest() - 3;
	for (const words of ['start is before oldest ledger', `ledger range: ${oldest} - ${oldest + 3}`]) {
		node.behave(cutHistoryAs(() => oldest, -32600, () => words));
		await followTo(followOptions(store, sourceAt(node.url)), whose, (now) => now.state === 'gap');
		const { ledger, reason } = await readCheckpoint(store.db);
		assert.is(ledger, 1, 'nothing is skipped');
		assert.match(reason, `ledgers 2 to ${oldest - 1} are gone`);
		await store.rows(`UPDATE chain.checkpoint SET state = 'waiting'`);
	}
	// Another node has them.
	const whole = await misbehavingNode(rpcUrl());
	await followTo(followOptions(store, sourceAt(`${node.url},${whole.url}`)), whose, newest());
	await whole.close();
});

test('that fails is replaced by the next one, and no ledger is lost', async () => {
	const other = await misbehavingNode(rpcUrl());
	await (await start({ rpcUrl: `${node.url},${other.url}` })).started;
	const event = await openEvent();
	node.behave(() => ({ status: 502, body: 'bad gateway' }));
	await buy(event);
	await until('the sale', async () => (await soldOf(event)) === 1);
	// A node of another network is not believed when the first one fails, too.
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	other.behave(() => ({ status: 502, body: 'bad gateway' }));
	await pause(1500);
	assert.is.not((await get('/status')).state, 'ready');
	other.behave(null);
	await buy(event);
	await until('both sales', async () => (await soldOf(event)) === 2);
	await indexer!.stop();
	indexer = null;
	await other.close();
});

test('of another network ends the indexer at its start', async () => {
	node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
	const wrong = await start();
	const code = await wrong.started.then(
		() => 'none',
		(error) => error.code,
	);
	assert.is(code, 'RPC_WRONG_NETWORK');
});

test.run();
