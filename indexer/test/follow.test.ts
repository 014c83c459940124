import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { auditState } from '../ingest/audit-state.ts';
import { auditTickets } from '../ingest/audit-tickets.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { faultsOf } from '../views/event-fault.ts';
import { type History, makeHistory } from './history.ts';
import { type Life, lifeTerms, liveThrough } from './life.ts';
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
let life: Life;
let chain: ChainIdentity;

test.before(async () => {
	[chainFixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	store = await openStore(cluster);
	history = await makeHistory(chainFixture);
	life = await liveThrough(chainFixture, await chainFixture.publish(lifeTerms(chainFixture)));
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
	assert.is(compared, 3);
	const rows = await store.rows(`SELECT ok, differences FROM chain.audits`);
	assert.equal(rows, Array(3).fill({ ok: true, differences: [] }));
});

/** Compares all tickets with their orders' entries. Returns what differs. */
async function ticketDifferences(): Promise<string[]> {
	await store.rows(`DELETE FROM chain.audits WHERE kind = 'tickets'`);
	const audit = { db: store.db, source: sourceAt(chainFixture.chain.rpcUrl), log: quiet };
	const now = new Date();
	const compared = [];
	for (let no = await auditTickets(audit, now); no !== null; no = await auditTickets(audit, now))
		compared.push(no);
	assert.equal(compared, [1, 2, 3]);
	const rows = await store.rows(`SELECT differences FROM chain.audits WHERE kind = 'tickets'`);
	return rows.flatMap((r) => r.differences.map((d: { name: string }) => d.name));
}

test('writes orders, owners, use and refunds as the entries confirm', async () => {
	assert.equal(await ticketDifferences(), []);
	const [counts] = await store.rows(
		`SELECT count(*) FILTER (WHERE state = 'used')::int AS used, count(*) FILTER (WHERE state = 'refunded')::int AS refunded,
		count(*) FILTER (WHERE price IS NOT NULL)::int AS listed, sum(resales)::int AS resales FROM chain.tickets`,
	);
	assert.equal(counts, { used: 1, refunded: 2, listed: 1, resales: 2 });
});

test('finds each wrong column of a ticket, and holds the event for repair', async () => {
	const other = Keypair.random().publicKey();
	const order = `event_no = 3 AND order_id = ${life.orders[0]}`;
	const wrongs = [
		['owner', `owner = '${other}'`, 0],
		['used', `used_at = now()`, 0],
		['refunded tickets', `state = 'valid'`, 1],
		['listed', `price = NULL`, 2],
		['resales', `resales = 7`, 0],
		['payer', `payer = '${other}'`, 0],
		['custody', `custody = true`, 0],
	] as const;
	for (const [name, wrong, at] of wrongs) {
		const where = `${order} AND index = ${at}`;
		await store.rows(`CREATE TABLE chain.kept AS SELECT * FROM chain.tickets WHERE ${where}`);
		await store.rows(`UPDATE chain.tickets SET ${wrong} WHERE ${where}`);
		const found = await ticketDifferences();
		assert.ok(found.length === 1 && found[0]!.startsWith(name), `${name}: ${found}`);
		assert.equal(await store.rows('SELECT no, code FROM chain.quarantine'), [
			{ no: 3, code: 'TICKETS_DIFFER' },
		]);
		await store.rows(`DELETE FROM chain.tickets WHERE ${where}`);
		await store.rows(`INSERT INTO chain.tickets SELECT * FROM chain.kept`);
		await store.rows('DROP TABLE chain.kept');
		await store.rows('DELETE FROM chain.quarantine');
	}
	assert.equal(await ticketDifferences(), [], 'the control: put back, all is well');
});

test('compares an event without orders', async () => {
	await store.rows(`CREATE TABLE chain.kept AS SELECT * FROM chain.orders WHERE event_no = 2`);
	await store.rows(`DELETE FROM chain.orders WHERE event_no = 2`);
	assert.equal(await ticketDifferences(), []);
	await store.rows(`INSERT INTO chain.orders SELECT * FROM chain.kept`);
	await store.rows('DROP TABLE chain.kept');
});

test('writes payouts that add up to what the entries say', async () => {
	for (const event of [...history.events, life.event]) {
		const { paid, counters } = await readEventState(chainFixture.chain.rpcUrl, event);
		const [row] = await store.rows(
			`SELECT coalesce(sum(p.amount), 0)::text AS n FROM chain.payouts p JOIN chain.events e ON e.no = p.event_no WHERE e.address = $1`,
			[event],
		);
		assert.is(row.n, String(paid.reduce((n, p) => n + p, counters.creatorsPaid)));
	}
});

test('counts foreign events with our topic, and stores none', async () => {
	const { foreignEvents, announced } = await readCheckpoint(store.db);
	assert.is(foreignEvents, history.foreign);
	assert.is(announced, 3);
	const [stored] = await store.rows(
		`
		SELECT count(*)::int AS n FROM chain.raw_events
		WHERE contract <> ALL ($1)`,
		[[...history.events, life.event, chainFixture.deployment.registry]],
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
		'the other events are the control',
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
