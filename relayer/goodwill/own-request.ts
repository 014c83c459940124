import { desc, eq } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { type RefundRequestRow, refundRequests } from '../models/refund-requests.ts';
import type { Reader } from '../models/schema.ts';
import { signingOf } from './calls-being-signed.ts';
import type { OwnRequest } from './goodwill-schemas.ts';

/** The newest request of an order, as its holder sees it; null where nothing was asked. */
export async function ownRequest(db: Reader, no: bigint): Promise<OwnRequest | null> {
	const [row] = await db
		.select()
		.from(refundRequests)
		.where(eq(refundRequests.orderNo, no))
		.orderBy(desc(refundRequests.createdAt))
		.limit(1);
	return row ? viewOf(row, await signingOf(db, [row.id])) : null;
}

/** `signing`: the requests that the organizer is signing. */
export function viewOf(
	{ id, state, mask, note, answer, createdAt, endedAt }: RefundRequestRow,
	signing: ReadonlySet<string>,
): OwnRequest {
	return {
		...{ id, state, note, answer },
		tickets: indexesOf(mask),
		askedAt: createdAt.toISOString(),
		endedAt: endedAt?.toISOString() ?? null,
		signing: signing.has(id),
	};
}
