import { and, eq } from 'drizzle-orm';
import { lineOffers, type PaidFeeRow, type PaidFeeState, paidFees } from '../models/paid-fees.ts';
import type { FeeDeps } from './fee-deps.ts';

/** Writes how a counted call ended, and what it cost, in stroops. Only the first end counts. */
export async function endFee(
	{ db, clock, log }: Pick<FeeDeps, 'db' | 'clock' | 'log'>,
	{ innerHash, call }: PaidFeeRow,
	state: Exclude<PaidFeeState, 'open'>,
	fee: bigint,
): Promise<void> {
	const ended = await db
		.update(paidFees)
		.set({ state, fee, envelope: null, endedAt: new Date(clock.now()) })
		.where(and(eq(paidFees.innerHash, innerHash), eq(paidFees.state, 'open')))
		.returning();
	// The account that a first trust line took its number from is free again.
	if (call === 'line') await db.delete(lineOffers).where(eq(lineOffers.hash, innerHash));
	if (ended.length > 0) log.info({ call, state, fee: String(fee) }, 'a network fee was paid for somebody');
}
