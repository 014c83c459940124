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

/** Throws REQUEST_BEING_SIGNED: what is decided now could contradict what the chain does. */
export async function assertNotSigning(db: Reader, requestId: string): Promise<void> {
	if (!(await signingOf(db, [requestId])).has(requestId)) return;
	throw new PassaError('REQUEST_BEING_SIGNED', 'The organizer is signing it. Look again in some minutes.', {
		status: 409,
	});
}
