import { Pool } from 'pg';
import { pino } from 'pino';
import type { DatabaseUrls, ServiceName } from '#scripts/postgres/roles.ts';
import { systemClock } from '#shared/clock.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import type { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { passaTopic } from '../indexer.ts';
import { type FollowOptions, follow } from '../ingest/follow.ts';
import { rpcSource, type Source } from '../ingest/rpc-source.ts';
import { messagesOfLedger } from '../live/deltas.ts';
import { nextEpoch, openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import type { Database } from '../models/schema.ts';
import { messageDifferences } from './message-differences.ts';

export const quiet = pino({ level: process.env.LOG_LEVEL ?? 'silent' });

// biome-ignore lint/suspicious/noExplicitAny: a row of any statement
type Row = any;

/** A database of one test file, as the indexer's two roles see it. */
export type Store = {
	db: Database;
	/** As the owner of everything, for what the indexer itself may not do. */
	admin: Pool;
	rows(statement: string, values?: unknown[]): Promise<Row[]>;
	url: string;
	adminUrl: string;
	urls(service: ServiceName): DatabaseUrls;
	close(): Promise<void>;
};

export async function openStore(cluster: TestPostgres): Promise<Store> {
	const made = await cluster.database();
	const { run } = made.urls('indexer');
	const { db, close } = openPostgres(run, {});
	const admin = new Pool({ connectionString: made.adminUrl, max: 2 });
	admin.on('error', () => {});
	return {
		db,
		admin,
		rows: async (statement, values) => (await admin.query(statement, values)).rows,
		url: run,
		adminUrl: made.adminUrl,
		urls: made.urls,
		async close() {
			await close();
			await admin.end();
		},
	};
}

export const openCluster = (): Promise<TestPostgres> => startTestPostgres();

/** The only database of a test file: closed with its PostgreSQL. */
export async function startStore(): Promise<Store> {
	const cluster = await openCluster();
	const store = await openStore(cluster);
	return {
		...store,
		async close() {
			await store.close();
			await cluster.stop();
		},
	};
}

export const sourceAt = (url: string, limit = 1000): Source =>
	rpcSource(url, passaTopic, { timeout: 5000, limit });

export type ChainIdentity = { network: string; registry: string; startLedger: number };

export const followOptions = (
	store: Store,
	source: Source,
	change: Partial<FollowOptions> = {},
): FollowOptions => ({
	db: store.db,
	source,
	topic: passaTopic,
	clock: systemClock,
	log: quiet,
	messagesOf: messagesOfLedger,
	pollMilliseconds: 5,
	...change,
});

/** Follows until the checkpoint reaches the ledger, or `until` returns true; then stops. */
export async function followTo(
	options: FollowOptions,
	chain: ChainIdentity,
	until: number | ((now: Awaited<ReturnType<typeof readCheckpoint>>) => boolean),
	seconds = 120,
): Promise<void> {
	await openCheckpoint(options.db, chain);
	const done = typeof until === 'number' ? (now: { ledger: number }) => now.ledger >= until : until;
	const stop = new AbortController();
	const work = follow(options, await nextEpoch(options.db), stop.signal);
	try {
		for (const end = Date.now() + seconds * 1000; ; await systemClock.sleep(10, stop.signal)) {
			const now = await readCheckpoint(options.db).catch(() => null);
			if (now && done(now)) return;
			if (Date.now() > end) throw new Error(`not reached in ${seconds} s: ${JSON.stringify(now)}`);
		}
	} finally {
		stop.abort();
		await work;
	}
}

/** The chain of a fixture's contracts, from the registry on. */
const chainOf = ({ chain, deployment }: ChainFixture): ChainIdentity => ({
	network: chain.passphrase,
	registry: deployment.registry,
	startLedger: deployment.sinceLedger + 1,
});

/** Follows a fixture's chain up to its newest ledger. */
export const followNow = (store: Store, fixture: ChainFixture): Promise<void> =>
	followTo(
		followOptions(store, sourceAt(fixture.chain.rpcUrl)),
		chainOf(fixture),
		fixture.localnet.network.sequence,
	);

const compared = [
	'events',
	'tiers',
	'orders',
	'tickets',
	'payees',
	'payouts',
	'creators',
	'refunds',
	'resales',
	'owed',
	'top_ups',
	'gates',
	'changes',
	'raw_events',
] as const;

/** What the tables hold now becomes the expected content. */
export async function recordExpected({ rows }: Store): Promise<void> {
	await rows('CREATE SCHEMA expected');
	for (const table of [...compared, 'ledgers', 'outbox']) {
		await rows(`CREATE TABLE expected.${table} AS SELECT * FROM chain.${table}`);
	}
}

export async function emptyAll({ rows }: Store): Promise<void> {
	const tables = await rows(
		`SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'chain' AND table_name <> 'migrations'`,
	);
	await rows(`TRUNCATE ${tables.map(({ t }) => `chain.${t}`).join(', ')}`);
}

/** Counts rows that only one side has, by table and direction, and compares the messages. Empty if all is as expected. */
export async function differences({ rows }: Store): Promise<string[]> {
	const found: string[] = [];
	for (const table of [...compared, 'ledgers']) {
		const columns = await rows(
			`SELECT column_name AS c FROM information_schema.columns WHERE table_schema = 'expected' AND table_name = $1`,
			[table],
		);
		const list = columns.map(({ c }) => `"${c}"`).join(', ');
		// Ledgers without events are anchors: which ones exist depends on when the source was asked.
		const where = table === 'ledgers' ? 'WHERE event_count > 0' : '';
		const select = (schema: string) => `SELECT ${list} FROM ${schema}.${table} ${where}`;
		const count = async (one: string, other: string): Promise<number> => {
			const [row] = await rows(
				`SELECT count(*)::int AS n FROM (${select(one)} EXCEPT ALL ${select(other)}) AS d`,
			);
			return row.n;
		};
		const [missing, extra] = [await count('expected', 'chain'), await count('chain', 'expected')];
		if (missing > 0) found.push(`${table}: ${missing} rows missing`);
		if (extra > 0) found.push(`${table}: ${extra} rows too many`);
	}
	return [...found, ...(await messageDifferences({ rows }))];
}
