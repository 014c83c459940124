import { and, eq, inArray } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';

/** Those of these requests for which the organizer was given a call to sign that may still land. */
export async function signingOf(db: Reader, requestIds: string[]): Promise<ReadonlySet<string>> {
	if (requestIds.length === 0) return new Set();
	const calls = await db
		.select({ id: ticketRefunds.requestId })
		.from(ticketRefunds)
		.where(and(inArray(ticketRefunds.requestId, requestIds), eq(ticketRefunds.state, 'requested')));
	return new Set(calls.map(({ id }) => id!));
}

/**
 * Throws REQUEST_BEING_SIGNED while a call for tickets of this order may still land: the organizer was given it to sign, also
 * without naming the request, and what is decided now could contradict what the chain does.
 */
export async function assertNotSigning(db: Reader, orderNo: bigint): Promise<void> {
	const [open] = await db
		.select({ id: ticketRefunds.id })
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.orderNo, orderNo),
				eq(ticketRefunds.goodwill, true),
				eq(ticketRefunds.state, 'requested'),
			),
		);
	if (!open) return;
	throw new PassaError('REQUEST_BEING_SIGNED', 'The organizer is signing it. Look again in some minutes.', {
		status: 409,
	});
}
