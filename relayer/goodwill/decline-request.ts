import { and, eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Database } from '../models/schema.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { assertNotSigning } from './calls-being-signed.ts';

export type DeclineRequestError =
	| LockOrderError
	| PassaError<'REQUEST_NOT_FOUND' | 'REQUEST_ANSWERED' | 'REQUEST_BEING_SIGNED'>;

/** The organizer gives nothing back, and says why: the fan is told. Throws DeclineRequestError. */
export async function declineRequest(
	{ db, clock }: { db: Database; clock: Clock },
	event: string,
	id: string,
	{ reason, by }: { reason: string; by: string },
): Promise<void> {
	const own = and(eq(refundRequests.id, id), eq(refundRequests.event, event));
	const [found] = await db.select().from(refundRequests).where(own);
	if (!found) throw new PassaError('REQUEST_NOT_FOUND', 'There is no such request.', { status: 404 });
	await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		await lockOrder(tx, found.orderNo);
		await assertNotSigning(tx, found.orderNo);
		const [row] = await tx
			.update(refundRequests)
			.set({ state: 'declined', answer: reason, decidedBy: by, endedAt: now })
			.where(and(own, eq(refundRequests.state, 'asked')))
			.returning();
		if (!row) throw new PassaError('REQUEST_ANSWERED', 'This request has its answer.', { status: 409 });
		await notifyOrder(tx, row.orderNo, now);
		await enqueueNotices(tx, { kind: 'refund_declined', orders: [row.orderNo], subject: id }, now);
	});
}
