import { sql } from 'drizzle-orm';
import type { AuditKind } from '../models/audits.ts';
import type { Database } from '../models/schema.ts';

/**
 * The event whose comparison of this kind is the oldest, if it is due: one that changed or differs waits five
 * minutes, any other an hour. Counts from the announcements, so that an event whose row is gone is compared too.
 */
export async function nextEvent(db: Database, kind: AuditKind, now: Date): Promise<number | null> {
	const { rows } = await db.execute<{ no: number }>(sql`
		select n.no from chain.checkpoint c
		cross join lateral generate_series(1, c.announced) n(no)
		left join chain.audits a on a.event_no = n.no and a.kind = ${kind}
		left join chain.events e on e.no = n.no
		where a.at is null or a.at < ${ago(now, 3600)}
			or (a.at < ${ago(now, 300)} and (e.ledger > a.ledger or not a.ok))
		order by coalesce(a.at, 'epoch'), n.no limit 1`);
	return rows[0]?.no ?? null;
}

const ago = (now: Date, seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
