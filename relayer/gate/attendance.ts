import { aliasedTable, and, count, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import { gateTickets } from '../models/gates.ts';
import type { GateDeps } from './gate-deps.ts';
import type { AttendanceView } from './gate-schemas.ts';

/** At most so many conflicts and refusals are shown, the newest first. */
const most = 200;

/** How many are in, by gate and by tier, and where two offline devices admitted one ticket: both scans. */
export async function attendanceOf({ db }: Pick<GateDeps, 'db'>, event: string): Promise<AttendanceView> {
	const byGate = await db
		.select({ gate: gateEntries.gate, entered: count(), inside: insideCount })
		.from(gateEntries)
		.where(eq(gateEntries.event, event))
		.groupBy(gateEntries.gate);
	const byTier = await db
		.select({ tier: gateTickets.tier, entered: count(), inside: insideCount })
		.from(gateEntries)
		.innerJoin(
			gateTickets,
			and(
				eq(gateTickets.event, gateEntries.event),
				eq(gateTickets.chainOrder, gateEntries.chainOrder),
				eq(gateTickets.index, gateEntries.index),
			),
		)
		.where(eq(gateEntries.event, event))
		.groupBy(gateTickets.tier);
	const sum = (of: 'entered' | 'inside') => byGate.reduce((all, each) => all + each[of], 0);
	return {
		...{ entered: sum('entered'), inside: sum('inside'), gates: byGate, tiers: byTier },
		conflicts: await conflictsOf({ db }, event),
		doubted: await doubtedOf({ db }, event),
	};
}

/** Entries that a device claims, and that the code which it uploaded does not prove. */
async function doubtedOf({ db }: Pick<GateDeps, 'db'>, event: string): Promise<AttendanceView['doubted']> {
	const rows = await db
		.select()
		.from(gateScans)
		.where(and(eq(gateScans.event, event), isNotNull(gateScans.deviceAnswer)))
		.orderBy(desc(gateScans.recordedAt))
		.limit(most);
	return rows.map((row) => ({
		...shownScan(row),
		ticket: row.chainOrder === null ? null : ticketId(row.chainOrder, row.index!).toString(),
		detail: row.answer.detail ?? null,
	}));
}

const shownScan = ({ nonce, gate, device, scannedAt }: typeof gateScans.$inferSelect) => ({
	...{ nonce, gate, device },
	at: scannedAt.toISOString(),
});

const insideCount = sql<number>`(count(*) FILTER (WHERE ${gateEntries.inside}))::int`;

const earlier = aliasedTable(gateScans, 'earlier');

async function conflictsOf(
	{ db }: Pick<GateDeps, 'db'>,
	event: string,
): Promise<AttendanceView['conflicts']> {
	const rows = await db
		.select({ later: gateScans, first: earlier })
		.from(gateScans)
		.innerJoin(earlier, eq(earlier.nonce, gateScans.conflictsWith))
		.where(and(eq(gateScans.event, event), isNotNull(gateScans.conflictsWith)))
		.orderBy(desc(gateScans.recordedAt))
		.limit(most);
	return rows.map(({ later, first }) => ({
		ticket: ticketId(later.chainOrder!, later.index!).toString(),
		scans: [shownScan(first), shownScan(later)],
	}));
}
