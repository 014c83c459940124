import { and, desc, eq } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import type { OwnRequest } from './goodwill-schemas.ts';

/** The newest request of an order, as its holder sees it; null where nothing was asked. */
export async function ownRequest(db: Reader, no: bigint): Promise<OwnRequest | null> {
	const [found] = await db
		.select({ request: refundRequests, call: ticketRefunds.id })
		.from(refundRequests)
		.leftJoin(
			ticketRefunds,
			and(eq(ticketRefunds.requestId, refundRequests.id), eq(ticketRefunds.state, 'requested')),
		)
		.where(eq(refundRequests.orderNo, no))
		.orderBy(desc(refundRequests.createdAt))
		.limit(1);
	if (!found) return null;
	const { id, state, mask, note, answer, createdAt, endedAt } = found.request;
	return {
		...{ id, state, note, answer },
		tickets: indexesOf(mask),
		askedAt: createdAt.toISOString(),
		endedAt: endedAt?.toISOString() ?? null,
		signing: found.call !== null,
	};
}
