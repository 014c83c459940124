import type { Reader } from '../models/schema.ts';
import type { TierRow } from '../models/tiers.ts';
import type { Availability } from './availability-schema.ts';
import { findEvent, findTiers } from './find-event.ts';
import { isInKes, type Selling, ticketsPerPayment, unsoldBecause } from './price.ts';

/** What the fiat rail may still sell of an event: seats, and cents of KES. Throws FindEventError. */
export async function availabilityOf(
	db: Reader,
	wanted: string,
	selling: Selling,
	now: Date,
): Promise<Availability[]> {
	const { event } = await findEvent(db, wanted);
	const rows = await findTiers(db, event);
	return rows.map((row) => availability(row, selling, now));
}

function availability(row: TierRow, selling: Selling, now: Date): Availability {
	const unsold = unsoldBecause(row, selling, now);
	const sells = unsold === null || unsold === 'SALE_NOT_OPEN';
	return {
		tier: row.tier,
		left: sells ? Math.max(0, row.allocated - row.sold - row.held) : 0,
		perOrder: isInKes(row) ? ticketsPerPayment(row, selling.most) : row.perOrder,
		amountKes: isInKes(row) ? row.faceAmount.toString() : null,
		open: unsold === null,
		unsold,
	};
}
