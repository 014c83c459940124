import { z } from '@hono/zod-openapi';
import { eq, inArray, sql } from 'drizzle-orm';
import { type CreatorRow, creators } from '../models/creators.ts';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import { addressAt } from '../models/paid-to.ts';
import { payees } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';
import { creatorDue } from './creator.ts';
import { addressText, stroopsText } from './json-values.ts';
import { liveEvent } from './live-event.ts';

export const dueSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		payees: z.array(z.object({ index: z.int(), address: addressText, due: stroopsText })),
		creators: z.array(z.object({ address: addressText, due: stroopsText })),
	})
	.openapi('Due');

export type Due = z.infer<typeof dueSchema>;

/** Events that owe some payee or creator at least `atLeast` stroops now. A cancelled event owes nobody. */
export async function duesOf(db: Reader, now: bigint, atLeast: bigint): Promise<Due[]> {
	// An event that paid out all of its net revenue has no dues, unless a refund left somebody with more than their share.
	const open = await db
		.select({ no: events.no })
		.from(events)
		.innerJoin(payees, eq(payees.eventNo, events.no))
		.where(eq(events.cancelledAt, 0n))
		.groupBy(events.no)
		.orderBy(events.no)
		.having(
			sql`${events.refunded} > 0 or ${events.gross} - ${events.refunded} > sum(${payees.paid}) + ${events.creatorsPaid}`,
		);
	const nos = open.map((o) => o.no);
	const parts = await eventParts(db, nos);
	const rewarded =
		nos.length > 0 ? await db.select().from(creators).where(inArray(creators.eventNo, nos)) : [];
	const creatorsOf = Map.groupBy(rewarded, (c) => c.eventNo);
	return parts.flatMap((part) => {
		const due = {
			payees: payeesDue(part, now).filter((p) => BigInt(p.due) >= atLeast),
			creators: creatorsDue(part, creatorsOf.get(part.row.no) ?? [], now).filter(
				(c) => BigInt(c.due) >= atLeast,
			),
		};
		const isEmpty = due.payees.length === 0 && due.creators.length === 0;
		return isEmpty ? [] : [{ event: part.row.address, eventNo: part.row.no, ...due }];
	});
}

const payeesDue = (part: EventParts, now: bigint): Due['payees'] =>
	liveEvent(part, now)
		.payees.filter((p) => p.due !== '0')
		.map((p) => ({ index: p.index, address: addressAt(part.payees[p.index]!, part.row, now), due: p.due }));

const creatorsDue = ({ row }: EventParts, list: CreatorRow[], now: bigint): Due['creators'] =>
	list
		.map((creator) => ({ address: creator.creator, due: creatorDue(row, creator, now) }))
		.filter(({ due }) => due > 0n)
		.sort((a, b) => (a.address < b.address ? -1 : 1))
		.map(({ address, due }) => ({ address, due: String(due) }));
