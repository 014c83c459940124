import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { auditModels } from '../ingest/audit-models.ts';
import { auditSources } from '../ingest/audit-sources.ts';
import { auditState } from '../ingest/audit-state.ts';
import { auditTickets } from '../ingest/audit-tickets.ts';
import { restoreOldRows } from '../ingest/restore-old-rows.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { followNow, quiet, type Store, sourceAt, startStore } from './store.ts';

const test = suite('events of the first version');
let fixture: ChainFixture;
let store: Store;

test.before(async () => {
	[fixture, store] = await Promise.all([ChainFixture.start('instant', 'first'), startStore()]);
	const { registry, roles } = fixture.deployment;
	const event = await fixture.publish();
	const byEvent = (by: Keypair, name: string, args: Record<string, unknown>) =>
		fixture.call(by, event, name, args, eventV1.args);
	const byRelayer = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
		fixture.call(keyOf(roles.relayer), registry, name, { event, ...args }, fixture.registryArgs, signers);
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const { payees } = fixture.terms();
	await byEvent(fixture.organizer, 'set_splits', { payees });
	await byRelayer('allocate', { tier: 0, n: 5 });
	const item = {
		owner: Keypair.random().publicKey(),
		tier: 0,
		qty: 2,
		evidence: new Uint8Array(32).fill(1),
		splitsVersion: 2,
		termsVersion: 2,
		credits: [],
	};
	await byRelayer('settle_batch', { lane: 0, seq: 1, items: [item] }, [keyOf(roles.treasury)]);
	for (const qty of [1, 3]) {
		const { tickets } = await fixture.buy(fan, event, [{ tier: 0, qty }]);
		await byEvent(fan, 'transfer', { from: fan.publicKey(), to: friend.publicKey(), token_id: tickets[0]! });
	}
	await byEvent(fixture.organizer, 'distribute_ticket_revenue', { mask: 0b111 });
	await followNow(store, fixture);
});
test.after(async () => {
	await Promise.all([store.close(), fixture.close()]);
});

test('are read into the same tables, which its entries and its raw events confirm', async () => {
	const source = sourceAt(fixture.chain.rpcUrl);
	const now = new Date();
	assert.is(await auditState(store.db, source, quiet, now), 1);
	assert.is(await auditTickets({ db: store.db, source, log: quiet }, now), 1);
	const auditing = { db: store.db, source, base: pathToFileURL('/nowhere/'), log: quiet };
	assert.equal(await auditModels({ ...auditing, compared: new Map() }, now), [1]);
	assert.is(await auditSources(auditing, now), 1);
	const audits = await store.rows('select kind, ok, differences from chain.audits order by kind');
	assert.equal(
		audits.map((a) => [a.kind, a.differences]),
		[
			['entries', []],
			['models', []],
			['sources', []],
			['tickets', []],
		],
	);
	const [event] = await store.rows('select version, treasury, refundable, splits_version from chain.events');
	const treasury = fixture.deployment.roles.treasury.address;
	assert.equal(event, { version: 1, treasury, refundable: '0', splits_version: '2' });
	const tickets = await store.rows(
		'select custody, payer is null as treasury, count(*)::int as n from chain.tickets group by 1, 2 order by 1',
	);
	assert.equal(tickets, [
		{ custody: false, treasury: false, n: 4 },
		{ custody: true, treasury: true, n: 2 },
	]);
});

/** Tables that the release before had, with the columns that it had. */
const oldTables: Record<string, string> = {
	events: `no, address, organizer, nonce, wasm_hash, announced_ledger, announced_at, name, uri, metadata_hash, starts_at, ends_at,
		terms_version, reserve_bps, release_at, policy - 'consent' as policy, usdc, treasury, cap, gross, refunded, top_ups,
		commissions, n, log, ledger, true as selling`,
	tiers: `event_no, index, price, face_currency, face_amount, capacity, fiat_quota, opens_at, closes_at, per_order, sold,
		fiat_allocated, fiat_sold`,
	payees: 'event_no, index, address, account, role, bps, paid',
	orders: `event_no, id, buyer, tier, qty, total, gross_before, rail, evidence, n, position, tx_hash, ledger, sold_at`,
	tickets: 'event_no, order_id, index, tier, owner, owned_since, ledger',
	payouts: 'event_no, n, payee, address, account, amount, tx_hash, ledger, paid_at',
	documents: 'hash, uri, state, document, reason, attempts, next_at',
	checkpoint: `id, network, registry, payouts, ledger, hash, closed_at, start_ledger, epoch, announced, foreign_events, latest_ledger,
		oldest_ledger, state, reason, state_since`,
	ledgers: '*',
	raw_events: '*',
};

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

test('that an earlier release stored become today’s rows, with the migration and the leader’s first step', async () => {
	const now = async (table: string): Promise<string[]> =>
		(await store.rows(`select to_jsonb(t)::text as row from chain.${table} t order by 1`)).map(
			({ row }) => row,
		);
	const expected = await Promise.all(Object.keys(oldTables).map(now));
	const kept = await Promise.all(
		Object.entries(oldTables).map(async ([table, columns]) => {
			const old = `select ${columns} from chain.${table}`;
			const [{ rows }] = await store.rows(
				`select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as rows from (${old}) t`,
			);
			return { table, rows };
		}),
	);
	const files = readdirSync(migrations)
		.filter((name) => name.endsWith('.sql'))
		.sort();
	await store.rows('drop schema chain cascade');
	for (const name of files.slice(0, 5)) await store.rows(readFileSync(join(migrations, name), 'utf8'));
	for (const { table, rows } of kept) {
		const columns = Object.keys(JSON.parse(rows)[0]).join(', ');
		await store.rows(
			`insert into chain.${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::chain.${table}, $1)`,
			[rows],
		);
	}
	for (const name of files.slice(5)) await store.rows(readFileSync(join(migrations, name), 'utf8'));
	const owner = openPostgres(store.adminUrl, {});
	const { epoch } = await readCheckpoint(owner.db);
	assert.is(await restoreOldRows({ db: owner.db, log: quiet }, epoch), 1);
	await owner.close();
	const made = await Promise.all(Object.keys(oldTables).map(now));
	assert.equal(made, expected);
});

test.run();
