import { DrizzleQueryError, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { checkpoint } from '../models/checkpoint.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { modelTables, nextSchema, oldSchema } from './next-tables.ts';

/**
 * How long a request may wait for the swap's locks. Less than the server's deadlock timeout, a second: the swap gives
 * way.
 */
const lockMilliseconds = 250;
const pauseMilliseconds = 100;
const triesWhileHeld = 10;
const triesInAll = 40;
/** How long readers that began before may go on while the follower waits. */
const snapshotMilliseconds = 10_000;
/** PostgreSQL's codes of a lock that was not granted in time, a statement that was cancelled, and a deadlock. */
const busyCodes = ['55P03', '57014', '40P01'];

/** What is done once nothing can change: the last rows are written, in transactions of their own. */
type Finish = () => Promise<void>;

type SwapOptions = {
	db: Database;
	clock: Clock;
	signal: AbortSignal;
	/** What to keep as the reducers' hash once all is written; null keeps the former. */
	reducersOf: () => string | null;
	/** Awaited at each step, by its name. */
	step: (name: string) => Promise<void>;
};

/**
 * Holds follower and documents, lets `finish` write what is left, and puts the new tables into the live ones' place
 * in one transaction. A reader sees the same rows in either: `finish` has committed before the oldest reader that may
 * see them began. Nobody waits longer than `lockMilliseconds` for the swap: it gives way, and tries again. Throws
 * REINDEX_HINDERED.
 */
export async function swapTables(o: SwapOptions, finish: Finish): Promise<void> {
	for (let tries = 0; tries < triesInAll; tries++) {
		try {
			return await holdAndSwap(o, finish);
		} catch (error) {
			if (!isBusy(error)) throw error;
			await o.clock.sleep(pauseMilliseconds * (1 + Math.random() * Math.min(tries, 10)), o.signal);
		}
	}
	throw new PassaError(
		'REINDEX_HINDERED',
		'other sessions kept the tables in use the whole time: the live rows are as before; try again when there is less to do',
	);
}

function isBusy(error: unknown): boolean {
	if (error instanceof PassaError) return error.code === 'READERS_BEFORE';
	const cause = error instanceof DrizzleQueryError ? error.cause : error;
	return busyCodes.includes((cause as { code?: string } | undefined)?.code ?? '');
}

async function holdAndSwap(
	{ db, clock, signal, reducersOf, step }: SwapOptions,
	finish: Finish,
): Promise<void> {
	await db.transaction(async (tx) => {
		await tx.execute(sql.raw(`set local lock_timeout = 5000`));
		// Everybody who writes rows of events locks this row first.
		await tx.select({ epoch: checkpoint.epoch }).from(checkpoint).for('update');
		await tx.execute(sql.raw('lock table chain.documents in exclusive mode'));
		await step('held');
		await finish();
		await step('finished');
		await waitForReaders(tx, db, { clock, signal });
		await step('readers gone');
		await assertSameShape(tx);
		for (let tries = 1; ; tries++) {
			try {
				await tx.transaction(moveTables);
				break;
			} catch (error) {
				if (!isBusy(error) || tries === triesWhileHeld) throw error;
				await clock.sleep(pauseMilliseconds * (1 + Math.random()), signal);
			}
		}
		const reducers = reducersOf();
		if (reducers !== null) await tx.update(checkpoint).set({ reducers });
		await step('swapping');
	});
	await step('swapped');
}

/** Takes all locks or none, in a savepoint: going back to it gives those back that were taken. */
async function moveTables(tx: Transaction): Promise<void> {
	const live = modelTables.map((table) => `chain.${table}`).join();
	await tx.execute(sql.raw(`set local statement_timeout = ${lockMilliseconds}`));
	await tx.execute(sql.raw(`lock table ${live} in access exclusive mode`));
	await tx.execute(sql.raw('set local statement_timeout = 0'));
	await tx.execute(sql.raw(`create schema ${oldSchema}`));
	for (const table of modelTables) {
		await tx.execute(sql.raw(`alter table chain.${table} set schema ${oldSchema}`));
		await tx.execute(sql.raw(`alter table ${nextSchema}.${table} set schema chain`));
	}
}

/**
 * Waits until no transaction is left that began before: one with an older snapshot would not see the rows that were
 * written last. Sessions that wait for this transaction read again when it ends. Throws READERS_BEFORE.
 */
async function waitForReaders(
	tx: Transaction,
	db: Database,
	{ clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
	const { rows } = await tx.execute<{ pid: number }>(sql.raw('select pg_backend_pid() as pid'));
	const before = await readersIn(db, rows[0]!.pid);
	for (const until = clock.now() + snapshotMilliseconds; before.size > 0; ) {
		const now = await readersIn(db, rows[0]!.pid);
		for (const each of before) if (!now.has(each)) before.delete(each);
		if (before.size === 0) return;
		if (clock.now() > until)
			throw new PassaError('READERS_BEFORE', `transactions ${[...before].join(', ')} are still open`);
		await clock.sleep(10, signal);
	}
}

/** Transactions of sessions that may read the live tables. */
async function readersIn(db: Reader, holder: number): Promise<Set<string>> {
	const { rows } = await db.execute<{ transaction: string }>(sql`
		select l.virtualtransaction as transaction from pg_locks l join pg_stat_activity a using (pid)
		where l.locktype = 'virtualxid' and l.granted and a.datname = current_database()
			and a.pid not in (${holder}, pg_backend_pid()) and has_schema_privilege(a.usesysid, 'chain', 'usage')
			and not (${holder} = any(pg_blocking_pids(a.pid)))`);
	return new Set(rows.map(({ transaction }) => transaction));
}

/** A release that migrates meanwhile gives the live tables another shape. Throws SCHEMA_CHANGED. */
async function assertSameShape(tx: Transaction): Promise<void> {
	const shape = (schema: string) => sql`
		select c.relname::text as of, a.attname::text as name, format('%s %s %s %s', a.attnum - (
			select count(*) from pg_attribute x where x.attrelid = a.attrelid and x.attnum between 1 and a.attnum and x.attisdropped
		), format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated) as form
		from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = ${schema} and a.attnum > 0 and not a.attisdropped
			and c.relname = any(string_to_array(${modelTables.join()}, ','))
		union all
		select t.relname::text, i.relname::text, replace(pg_get_indexdef(x.indexrelid), format(' ON %I.', ${schema}::text), ' ON ')
		from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
		join pg_namespace n on n.oid = t.relnamespace
		where n.nspname = ${schema} and t.relname = any(string_to_array(${modelTables.join()}, ','))`;
	const { rows } = await tx.execute<{ of: string; name: string }>(sql`
		select of, name from (${shape('chain')}) l full join (${shape(nextSchema)}) r using (of, name)
		where l.form is distinct from r.form limit 1`);
	const [other] = rows;
	if (other)
		throw new PassaError(
			'SCHEMA_CHANGED',
			`${other.of}.${other.name} is another one than when the rebuild began: was this database migrated meanwhile? Try again`,
		);
}
