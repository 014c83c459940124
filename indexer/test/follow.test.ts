import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { ownershipOf } from '#shared/chain/events/orders.ts';
import { accounts } from '#shared/contract/accounting.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { auditState } from '../ingest/audit-state.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { booksOf, eventParts } from '../models/event-parts.ts';
import { faultsOf } from '../views/event-fault.ts';
import { type History, makeHistory } from './history.ts';
import {
	type ChainIdentity,
	differences,
	emptyAll,
	followOptions,
	followTo,
	openCluster,
	openStore,
	quiet,
	recordExpected,
	type Store,
	sourceAt,
} from './store.ts';

const test = suite('the follower');
let chainFixture: ChainFixture;
let cluster: TestPostgres;
let store: Store;
let history: History;
let chain: ChainIdentity;

test.before(async () => {
	[chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	store = await openStore(cluster);
	history = await makeHistory(chainFixture);
	const { registry, sinceLedger } = chainFixture.deployment;
	chain = { network: chainFixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await followTo(
		followOptions(store, sourceAt(chainFixture.chain.rpcUrl)),
		chain,
		chainFixture.localnet.network.sequence,
	);
});
test.after(async () => {
	await store.close();
	await cluster.stop();
	await chainFixture.close();
});

test('writes models that equal the contracts’ state', async () => {
	const compared = await auditState(store.db, sourceAt(chainFixture.chain.rpcUrl), quiet, new Date());
	assert.is(compared, 2);
	const rows = await store.rows(`SELECT ok, differences FROM chain.audits`);
	assert.ok(rows.every((r) => r.ok));
});

test('writes the orders, owners and payouts of the log, as the entries confirm', async () => {
	const { rpcUrl, passphrase } = chainFixture.chain;
	const { registry, usdc, sinceLedger } = chainFixture.deployment;
	for (const [i, address] of history.events.entries()) {
		const evidence = await collectEvidence({ rpcUrl, passphrase, registry, usdc, sinceLedger }, address);
		const ownership = ownershipOf(evidence.events);
		const tickets = await store.rows(`SELECT order_id, index, owner FROM chain.tickets WHERE event_no = $1`, [
			i + 1,
		]);
		const count = [...ownership.orders.values()].reduce((n, o) => n + o.count, 0);
		assert.is(tickets.length, count);
		for (const t of tickets) {
			const id = (BigInt(t.order_id) << 5n) | BigInt(t.index);
			assert.is(t.owner, ownership.moved.get(id) ?? ownership.orders.get(BigInt(t.order_id))!.owner);
		}
		const [part] = await eventParts(store.db, [i + 1]);
		assert.equal(
			accounts(booksOf(part!), 0n),
			accounts({ ...booksOf(part!), paid: evidence.state.paid }, 0n),
		);
		const paid = await store.rows(
			`SELECT coalesce(sum(amount), 0)::text AS n FROM chain.payouts WHERE event_no = $1`,
			[i + 1],
		);
		assert.is(paid[0]!.n, String(evidence.state.paid.reduce((n, p) => n + p, 0n)));
	}
});

test('counts foreign events with our topic, and stores none', async () => {
	const { foreignEvents, announced } = await readCheckpoint(store.db);
	assert.is(foreignEvents, history.foreign);
	assert.is(announced, 2);
	const [stored] = await store.rows(
		`
		SELECT count(*)::int AS n FROM chain.raw_events
		WHERE contract <> ALL ($1)`,
		[[...history.events, chainFixture.deployment.registry]],
	);
	assert.is(stored!.n, 0);
});

test('finds a wrong read model in its audit', async () => {
	await store.rows(`UPDATE chain.tiers SET sold = sold + 1 WHERE event_no = 1 AND index = 0`);
	await store.rows(`DELETE FROM chain.audits`);
	await auditState(store.db, sourceAt(chainFixture.chain.rpcUrl), quiet, new Date());
	const [row] = await store.rows(`SELECT ok, differences FROM chain.audits WHERE event_no = 1`);
	assert.is(row!.ok, false);
	assert.is(row!.differences[0].name, 'tier 0');
	const rows = await store.rows('SELECT no, address FROM chain.events ORDER BY no');
	const faults = await faultsOf(store.db, rows as { no: number; address: string }[]);
	assert.equal(
		[...faults].map(([no, { code }]) => [no, code]),
		[[1, 'MODELS_DIFFER']],
		'the other event is the control',
	);
	await store.rows(`UPDATE chain.tiers SET sold = sold - 1 WHERE event_no = 1 AND index = 0`);
});

test('refuses the database of another registry', async () => {
	const other = { ...chain, registry: history.events[0]! };
	try {
		await openCheckpoint(store.db, other);
		assert.unreachable();
	} catch (error) {
		assert.is((error as { code: string }).code, 'DATABASE_OF_ANOTHER_CHAIN');
	}
});

test('writes the same from complete ledgers as from events', async () => {
	await recordExpected(store);
	await emptyAll(store);
	const latest = chainFixture.localnet.network.sequence;
	const real = sourceAt(chainFixture.chain.rpcUrl);
	// A source that has dropped all events but the last ledger's.
	const cut = {
		...real,
		events: async (start: Parameters<typeof real.events>[0]) => ({
			...(await real.events(start)),
			oldestLedger: latest,
		}),
	};
	await followTo(followOptions(store, cut), chain, latest);
	assert.equal(await differences(store), []);
});

test.run();
