import { eq, gt, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { entryAudits } from '../models/entry-audits.ts';
import { gateEvents } from '../models/gates.ts';
import type { Reader } from '../models/schema.ts';

const days = 3;

/** What the audits of entries found, for monitoring: sums over events that are not over for three days. */
export async function entryAuditStats(db: Reader, now: Date) {
	const total = (of: AnyPgColumn) => sql`coalesce(sum(${of}), 0)`.mapWith(Number);
	const [found] = await db
		.select({
			entriesLate: total(entryAudits.late),
			entriesUnscanned: total(entryAudits.unscanned),
			entriesTwice: total(entryAudits.twice),
			entriesGivenBack: total(entryAudits.givenBack),
			oldest: sql<Date | null>`min(${entryAudits.auditedAt})`.mapWith(entryAudits.auditedAt),
		})
		.from(entryAudits)
		.innerJoin(gateEvents, eq(gateEvents.event, entryAudits.event))
		.where(gt(gateEvents.closesAt, Math.floor(now.getTime() / 1000) - days * 86_400));
	const { oldest, ...sums } = found!;
	return { ...sums, entriesAuditSeconds: oldest ? (now.getTime() - oldest.getTime()) / 1000 : 0 };
}
