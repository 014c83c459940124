import { and, eq, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';

type Seats = { event: string; tier: number; qty: number };

const row = ({ event, tier }: Seats) => and(eq(tiers.event, event), eq(tiers.tier, tier));

/** Counts seats as held, or throws TIER_SOLD_OUT. The tier's row stays locked until the transaction ends. */
export async function reserveSeats(tx: Transaction, seats: Seats): Promise<void> {
	const taken = await tx
		.update(tiers)
		.set({ held: sql`${tiers.held} + ${seats.qty}` })
		.where(and(row(seats), sql`${tiers.sold} + ${tiers.held} + ${seats.qty} <= ${tiers.allocated}`))
		.returning({ held: tiers.held });
	if (taken.length === 0) throw soldOut();
}

export const soldOut = (): PassaError =>
	new PassaError('TIER_SOLD_OUT', 'Not enough tickets are left in this tier for M-Pesa.', { status: 409 });

export async function releaseSeats(tx: Transaction, seats: Seats): Promise<void> {
	await tx
		.update(tiers)
		.set({ held: sql`${tiers.held} - ${seats.qty}` })
		.where(row(seats));
}

/** The chain has served them: they are sold whether or not they were held here. */
export async function consumeSeats(tx: Transaction, seats: Seats, wereHeld: boolean): Promise<void> {
	await tx
		.update(tiers)
		.set({
			sold: sql`${tiers.sold} + ${seats.qty}`,
			held: sql`${tiers.held} - ${wereHeld ? seats.qty : 0}`,
		})
		.where(row(seats));
}
