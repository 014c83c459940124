import { and, eq, exists, lte, not, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { checkIns } from '../models/check-ins.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import type { AuditSamples } from '../models/entry-audits.ts';
import { gateEvents, gateTickets } from '../models/gates.ts';
import type { Reader } from '../models/schema.ts';

/** What entries may wait for without a fault: the organizer names our gate, the ledger's doors open. */
const heldCodes = ['NOT_GATE', 'DOORS_CLOSED', 'EVENT_TOO_OLD'];
/** Of each kind so many tickets are named. */
const named = 10;

export type EntryDifferences = {
	late: number;
	held: number;
	heldFor: string | null;
	unscanned: number;
	twice: number;
	givenBack: number;
	samples: AuditSamples;
};

/**
 * Compares the entries of an event with its tickets as the ledger had them, in both directions, and the journal of scans
 * with itself. Entries recorded after `due` need not be on chain yet; tickets given back never come there, and are a
 * difference of their own: somebody is in with a ticket whose money went back. After a cancel all money goes back.
 */
export async function compareEntries(db: Reader, event: string, due: Date): Promise<EntryDifferences> {
	const missing = await missingOnChain(db, event, due);
	const held = missing.filter(({ waitsFor }) => waitsFor !== null && heldCodes.includes(waitsFor));
	const late = missing.filter((each) => !held.includes(each));
	const [unscanned, twice] = [await neverScanned(db, event), await admittedTwice(db, event)];
	const givenBack = await enteredAndGivenBack(db, event);
	return {
		...{ late: late.length, unscanned: unscanned.length, twice: twice.length },
		givenBack: givenBack.length,
		...{ held: held.length, heldFor: held[0]?.waitsFor ?? null },
		samples: {
			...{ late: idsOf(late), unscanned: idsOf(unscanned) },
			...{ twice: idsOf(twice), givenBack: idsOf(givenBack) },
		},
	};
}

type Place = { chainOrder: bigint; index: number };

const idsOf = (list: readonly Place[]): string[] =>
	list.slice(0, named).map(({ chainOrder, index }) => ticketId(chainOrder, index).toString());

const sameTicket = and(
	eq(gateTickets.event, gateEntries.event),
	eq(gateTickets.chainOrder, gateEntries.chainOrder),
	eq(gateTickets.index, gateEntries.index),
);

const missingOnChain = (db: Reader, event: string, due: Date) =>
	db
		.select({
			...{ chainOrder: gateEntries.chainOrder, index: gateEntries.index },
			waitsFor: checkIns.waitsFor,
		})
		.from(gateEntries)
		.leftJoin(gateTickets, sameTicket)
		.leftJoin(checkIns, eq(checkIns.id, gateEntries.checkIn))
		.where(
			and(
				eq(gateEntries.event, event),
				lte(gateEntries.recordedAt, due),
				sql`NOT (coalesce(${gateTickets.used}, false) OR coalesce(${gateTickets.refunded}, false))`,
				sql`${checkIns.state} IS DISTINCT FROM 'refused'`,
			),
		)
		.orderBy(gateEntries.recordedAt);

const neverScanned = (db: Reader, event: string) =>
	db
		.select({ chainOrder: gateTickets.chainOrder, index: gateTickets.index })
		.from(gateTickets)
		.where(
			and(
				eq(gateTickets.event, event),
				gateTickets.used,
				not(exists(db.select({ one: sql`1` }).from(gateEntries).where(sameTicket))),
			),
		)
		.orderBy(gateTickets.chainOrder, gateTickets.index);

const enteredAndGivenBack = (db: Reader, event: string) =>
	db
		.select({ chainOrder: gateEntries.chainOrder, index: gateEntries.index })
		.from(gateEntries)
		.innerJoin(gateTickets, sameTicket)
		.innerJoin(gateEvents, eq(gateEvents.event, gateEntries.event))
		.where(and(eq(gateEntries.event, event), gateTickets.refunded, not(gateEvents.cancelled)))
		.orderBy(gateEntries.chainOrder, gateEntries.index);

/** An entry right after an entry, with no way out between: by the scans themselves, whether or not one was marked. */
async function admittedTwice(db: Reader, event: string): Promise<Place[]> {
	const steps = db
		.select({
			...{ chainOrder: gateScans.chainOrder, index: gateScans.index, direction: gateScans.direction },
			before: sql<string | null>`lag(${gateScans.direction}) OVER (
				PARTITION BY ${gateScans.chainOrder}, ${gateScans.index} ORDER BY ${gateScans.scannedAt}, ${gateScans.recordedAt})`.as(
				'before',
			),
		})
		.from(gateScans)
		.where(
			and(
				eq(gateScans.event, event),
				sql`${gateScans.answer}->>'success' = 'true'`,
				sql`${gateScans.undoneAt} IS NULL AND ${gateScans.chainOrder} IS NOT NULL`,
			),
		)
		.as('steps');
	const rows = await db
		.selectDistinct({ chainOrder: steps.chainOrder, index: steps.index })
		.from(steps)
		.where(and(eq(steps.direction, 'in'), eq(steps.before, 'in')))
		.orderBy(steps.chainOrder, steps.index);
	return rows.map(({ chainOrder, index }) => ({ chainOrder: chainOrder!, index: index! }));
}
