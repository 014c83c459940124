import { eq } from 'drizzle-orm';
import type { Transaction } from '../models/schema.ts';
import { events } from '../models/tiers.ts';

/**
 * Whether an event is known to be cancelled. A cancel that comes now waits until this transaction is over, so that
 * `refunds/open-due-refunds.ts` sees the tickets that it leaves.
 */
export async function isKnownCancelled(tx: Transaction, event: string): Promise<boolean> {
	const [found] = await tx
		.select({ closed: events.closed })
		.from(events)
		.where(eq(events.event, event))
		.for('share');
	return found?.closed === 'CANCELLED';
}
