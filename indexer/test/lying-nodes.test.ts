import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import {
	changesEvents,
	changesLedgers,
	cursorJumps,
	drops,
	type Misbehaviour,
} from '#testing/proxies/misbehaving-node.ts';
import { auditState } from '../ingest/audit-state.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { until } from './indexer-fixture.ts';
import { LyingNodeFixture, named, pause } from './lying-node-fixture.ts';
import { followOptions, followTo, quiet, sourceAt } from './store.ts';

const test = suite('the indexer of a node that lies');
let fixture: LyingNodeFixture;

test.before(async () => {
	fixture = await LyingNodeFixture.open();
});
test.before.each(() => fixture.begin());
test.after.each(() => fixture.end());
test.after(() => fixture.close());

test('loses no sale to a cursor that jumps 45 ledgers', async () => {
	await (await fixture.start()).started;
	const event = await fixture.openEvent();
	fixture.node.behave(cursorJumps(45));
	await fixture.closeLedgers();
	await pause(200);
	for (let i = 0; i < 3; i++) await fixture.buy(event);
	await until('all sales', async () => (await fixture.soldOf(event)) === 3);
	await until('readiness, though the cursor still jumps', async () => {
		const { ready, code } = await fixture.get('/readyz');
		return ready && code === 'READY';
	});
});

test('loses no sale to a cursor that jumps over the rest of a full page, far behind the tip', async () => {
	const event = await fixture.chainFixture.publish();
	for (let i = 0; i < 3; i++) await fixture.buy(event);
	await fixture.closeLedgers(70);
	fixture.node.behave(cursorJumps(45));
	const { registry, sinceLedger } = fixture.chainFixture.deployment;
	const whose = { network: fixture.chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await followTo(followOptions(fixture.store, sourceAt(fixture.node.url, 2)), whose, fixture.newest);
	const sales = 'SELECT 1 FROM chain.orders o JOIN chain.events e ON e.no = o.event_no WHERE e.address = $1';
	assert.is((await fixture.store.rows(sales, [event])).length, 3);
	assert.equal(await fixture.store.rows('SELECT * FROM chain.quarantine'), []);
});

test('blames the node whose page differs from its ledgers, and no honest one', async () => {
	const event = await fixture.chainFixture.publish();
	const { registry, sinceLedger } = fixture.chainFixture.deployment;
	const whose = { network: fixture.chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	const source = sourceAt(fixture.node.url);
	let blamed = 0;
	const follow = () =>
		followTo(followOptions(fixture.store, { ...source, blame: () => blamed++ }), whose, fixture.newest);
	await follow();
	assert.is(blamed, 0);
	fixture.node.behave(drops(named('sold')));
	await fixture.buy(event);
	await follow();
	assert.ok(blamed > 0);
});

test('reads a sale that getEvents leaves out, also where it is the last one', async () => {
	await (await fixture.start()).started;
	const event = await fixture.openEvent();
	fixture.node.behave(drops(named('sold')));
	await fixture.buy(event, 2);
	await until('the sale', async () => (await fixture.soldOf(event)) === 2);
	const status = await fixture.get('/status');
	assert.equal([status.ready, status.quarantine], [true, []]);
});

const changed = (change: Partial<RawEvent>) => changesEvents((event) => Object.assign(event, change));
const lies: [string, Misbehaviour][] = [
	['another transaction’s hash', changed({ txHash: 'ab'.repeat(32) })],
	['another time', changed({ ledgerClosedAt: '2031-01-01T00:00:00Z' })],
	[
		'the time that its node states beside the ledger’s header',
		changesLedgers((ledger) => Object.assign(ledger, { ledgerCloseTime: '1924992000' })),
	],
];
for (const [name, lie] of lies)
	test(`believes no event with ${name}`, async () => {
		await (await fixture.start()).started;
		const event = await fixture.openEvent();
		fixture.node.behave(lie);
		const { hash, ledger } = await fixture.buy(event);
		await until('the sale', async () => (await fixture.soldOf(event)) === 1);
		const [row] = await fixture.store.rows(
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
	const { ledgers } = await call(fixture.rpcUrl, 'getLedgers', {
		startLedger: ledger,
		pagination: { limit: 1 },
	});
	return { closeTime: ledgers[0]!.ledgerCloseTime };
}

/** Leaves a contract's sales out everywhere: of the pages, and of the ledgers. */
const hidesSales = (contract: string): Misbehaviour => {
	const dropping = drops(named('sold', contract));
	return async (asked, pass) => {
		if (asked.method !== 'getLedgers') return dropping(asked, pass);
		const { ledgers } = await call(fixture.rpcUrl, 'getLedgers', {
			startLedger: 2,
			pagination: { limit: 1 },
		});
		const answer = await pass();
		for (const each of (answer.result?.ledgers ?? []) as { metadataXdr: string }[])
			each.metadataXdr = ledgers[0]!.metadataXdr;
		return { body: answer };
	};
};

test('finds by the contract’s counters that its last event is missing, says so, and reads it later', async () => {
	const event = await fixture.chainFixture.publish();
	await fixture.chainFixture.publish();
	const { registry, sinceLedger } = fixture.chainFixture.deployment;
	const whose = { network: fixture.chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	const source = sourceAt(fixture.node.url);
	await followTo(followOptions(fixture.store, source), whose, fixture.newest);
	fixture.node.behave(hidesSales(event));
	await fixture.buy(event, 2);
	await followTo(followOptions(fixture.store, source), whose, fixture.newest);
	const { ledger } = await readCheckpoint(fixture.store.db);
	assert.is(ledger, fixture.newest, 'the sale was passed by');
	const later = new Date(Date.now() + 61_000);
	await auditState(fixture.store.db, source, quiet, later);
	const [held] = await fixture.store.rows('SELECT contract, code, reason FROM chain.quarantine');
	assert.equal([held.contract, held.code], [event, 'LOG_GAP']);
	assert.match(held.reason, /its contract counts 2 events, and 1 were read/);

	await (await fixture.start({ pollMilliseconds: 1000 })).started;
	await fixture.closeLedgers();
	await until('readiness', async () => (await fixture.get('/readyz')).ready);
	const ready = await fixture.get('/readyz');
	assert.equal([ready.ready, ready.code, ready.quarantined, ready.differing], [true, 'DEGRADED', 1, 1]);
	assert.match(ready.reason, '/status');
	const status = await fixture.get('/status');
	assert.is(status.quarantine[0].contract, event);
	assert.is(status.audit.differences[0].differences[0].name, 'n');
	const { since } = status.quarantine[0];
	const { fault } = await fixture.get(`/v1/events/${event}`);
	// Each try names what it found: the counters' gap, or a ledger that does not fit its header.
	assert.ok(['LOG_GAP', 'SOURCE_DIVERGENT'].includes(fault.code), fault.code);
	assert.is(fault.since, since);
	assert.equal(await eventsWithFault(), [event], 'other events have none');
	const metrics = await (await fetch(`${fixture.indexer!.url}/metrics`)).text();
	assert.match(metrics, /passa_indexer_quarantined_logs\{[^}]*\} 1/);
	assert.match(metrics, /passa_indexer_differing_events\{[^}]*\} 1/);
	assert.match(metrics, /passa_indexer_ledger_age_seconds\{[^}]*\} \d+/);
	fixture.node.behave(null);
	await until('the sale', async () => (await fixture.soldOf(event)) === 2);
	await until('a whole log', async () => (await fixture.get('/readyz')).code === 'READY');
	assert.is((await fixture.get(`/v1/events/${event}`)).fault, null);
	assert.equal(await eventsWithFault(), []);
});

/** The addresses of the listed events that have a fault. */
async function eventsWithFault(): Promise<string[]> {
	const { items } = (await fixture.get('/v1/events')) as {
		items: { address: string; fault: object | null }[];
	};
	assert.ok(items.length > 1, 'another event is the control');
	return items.filter(({ fault }) => fault !== null).map(({ address }) => address);
}

test.run();
