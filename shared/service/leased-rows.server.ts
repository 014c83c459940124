import { and, asc, lte, min, type SQL, sql } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgColumn, PgDatabase, PgTable } from 'drizzle-orm/pg-core';
import type { Clock } from '../clock.ts';
import type { Work } from './worker.server.ts';

type Database = Pick<PgDatabase<NodePgQueryResultHKT, Record<string, never>>, 'select' | 'update'>;

/** A service's own table whose rows are jobs: `wakeAt` says when one is due, and is null at its end. */
export type JobTable = PgTable & { wakeAt: PgColumn };

type Queue<Table extends JobTable> = {
	table: Table;
	/** The columns of its primary key. */
	key: PgColumn[];
	/** Longer than a job may take. */
	leaseMilliseconds: number;
	/** Which rows are this work's; left out: all. */
	which?: SQL;
	/** What is written beside the lease, such as a count of attempts. */
	also?: (now: Date) => Partial<Record<keyof Table['$inferInsert'], unknown>>;
};

/**
 * The queue of a `Work` whose rows wait in one table. Leasing moves a due row's time to the end of its lease, in one statement: any
 * number of processes lease side by side, and a row whose process died is due again when its lease has ended.
 */
export function leasedRows<Table extends JobTable>(
	{ db, clock }: { db: Database; clock: Clock },
	{ table, key, leaseMilliseconds, which, also }: Queue<Table>,
): Pick<Work<Table['$inferSelect']>, 'lease' | 'nextAt'> {
	const jobs: JobTable = table;
	return {
		async lease(limit) {
			const now = new Date(clock.now());
			const lease = { wakeAt: new Date(now.getTime() + leaseMilliseconds) };
			const due = db
				.select(Object.fromEntries(key.map((column) => [column.name, column])))
				.from(jobs)
				.where(and(which, lte(jobs.wakeAt, now)))
				.orderBy(asc(jobs.wakeAt))
				.limit(limit)
				.for('update', { skipLocked: true });
			const rows = await db
				.update(jobs)
				.set({ ...also?.(now), ...lease })
				.where(sql`(${sql.join(key, sql`, `)}) IN ${due}`)
				.returning();
			return rows as Table['$inferSelect'][];
		},
		async nextAt() {
			const [row] = await db
				.select({ at: min(jobs.wakeAt) })
				.from(jobs)
				.where(which);
			return (row?.at as Date | null | undefined)?.getTime() ?? null;
		},
	};
}
