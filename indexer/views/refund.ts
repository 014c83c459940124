import { z } from '@hono/zod-openapi';
import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { events } from '../models/events.ts';
import { type RefundRow, refunds } from '../models/refunds.ts';
import type { Reader } from '../models/schema.ts';
import { addressText, hashText, idText, isoTime, stroopsText, ticketText } from './json-values.ts';
import { cutPage, oneMore } from './page.ts';

export const refundSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		n: z.string().openapi({ description: 'its number in the event’s log' }),
		kind: z
			.enum(['refund', 'reversal'])
			.openapi({ description: 'reversal: the fiat payment was taken back' }),
		orderId: idText,
		tickets: z.array(z.object({ id: idText, index: z.int() })),
		payer: addressText.nullable().openapi({ description: 'who has the right to it; null: the treasury' }),
		paid: stroopsText,
		delivered: z.boolean().openapi({ description: 'false: it is owed, and the payer fetches it' }),
		shortfall: stroopsText.openapi({ description: 'what of a reversal the treasury bears' }),
		evidence: hashText.nullable().openapi({ description: 'of a reversal' }),
		commissions: z.array(z.object({ creator: addressText, amount: stroopsText })),
		txHash: hashText,
		ledger: z.int(),
		at: isoTime,
	})
	.openapi('Refund');

export type RefundView = z.infer<typeof refundSchema>;
export type RefundPosition = { n: string };

export const refundView = (event: string, row: RefundRow): RefundView => ({
	event,
	eventNo: row.eventNo,
	n: String(row.n),
	kind: row.evidence === null ? 'refund' : 'reversal',
	orderId: String(row.orderId),
	tickets: indexesOf(row.mask).map((index) => ({ id: ticketText(row.orderId, index), index })),
	payer: row.payer,
	paid: String(row.paid),
	delivered: row.delivered,
	shortfall: String(row.shortfall),
	evidence: row.evidence,
	commissions: row.commissions,
	txHash: row.txHash,
	ledger: row.ledger,
	at: row.at.toISOString(),
});

/** An event's refunds and reversals, newest first, after `position`. */
export async function refundPage(
	db: Reader,
	eventNo: number,
	position: RefundPosition | null,
	limit: number,
): Promise<{ items: RefundView[]; next: RefundPosition | null }> {
	const before: SQL | undefined = position ? sql`${refunds.n} < ${position.n}::bigint` : undefined;
	const found = await db
		.select({ refund: refunds, event: events.address })
		.from(refunds)
		.innerJoin(events, eq(events.no, refunds.eventNo))
		.where(and(eq(refunds.eventNo, eventNo), before))
		.orderBy(desc(refunds.n))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const items = rows.map(({ refund, event }) => refundView(event, refund));
	return { items, next: last && { n: String(last.refund.n) } };
}
