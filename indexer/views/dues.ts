import { z } from '@hono/zod-openapi';
import { eq, gt, sql } from 'drizzle-orm';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import { payees } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';
import { addressText, stroopsText } from './json-values.ts';
import { liveEvent } from './live-event.ts';

export const dueSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		payees: z.array(z.object({ index: z.int(), address: addressText, due: stroopsText })),
	})
	.openapi('Due');

export type Due = z.infer<typeof dueSchema>;

/** Events that owe some payee at least `atLeast` stroops now. */
export async function duesOf(db: Reader, now: bigint, atLeast: bigint): Promise<Due[]> {
	// An event that paid out all of its net revenue has no dues under any terms.
	const open = await db
		.select({ no: events.no })
		.from(events)
		.innerJoin(payees, eq(payees.eventNo, events.no))
		.groupBy(events.no)
		.orderBy(events.no)
		.having(gt(sql`${events.gross} - ${events.refunded} - ${events.commissions}`, sql`sum(${payees.paid})`));
	const parts = await eventParts(
		db,
		open.map((o) => o.no),
	);
	return parts.flatMap((part) => {
		const list = dueOf(part, now).filter((p) => BigInt(p.due) >= atLeast);
		return list.length > 0 ? [{ event: part.row.address, eventNo: part.row.no, payees: list }] : [];
	});
}

const dueOf = (part: EventParts, now: bigint): Due['payees'] =>
	liveEvent(part, now)
		.payees.filter((p) => p.due !== '0')
		.map((p) => ({ index: p.index, address: part.payees[p.index]!.address, due: p.due }));
