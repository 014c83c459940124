import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';

/**
 * Throws REQUEST_BEING_SIGNED while a call for this request may still land: the organizer was given it to sign, and what is
 * decided now could contradict what the chain does.
 */
export async function assertNotSigning(db: Reader, requestId: string): Promise<void> {
	const [open] = await db
		.select({ id: ticketRefunds.id })
		.from(ticketRefunds)
		.where(and(eq(ticketRefunds.requestId, requestId), eq(ticketRefunds.state, 'requested')));
	if (!open) return;
	throw new PassaError('REQUEST_BEING_SIGNED', 'The organizer is signing it. Look again in some minutes.', {
		status: 409,
	});
}
