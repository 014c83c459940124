import type { KesRate } from '#shared/kes-rate.ts';
import type { Reader } from '../models/schema.ts';
import type { TierRow } from '../models/tiers.ts';
import { findEvent, findTiers } from './find-event.ts';
import type { Availability } from './order-schemas.ts';
import { isInKes, isOnRate, saleIs } from './price.ts';

/** What the fiat rail may still sell of an event: seats, and cents of KES. Throws FindEventError. */
export async function availabilityOf(
	db: Reader,
	wanted: string,
	at: { now: Date; rate: KesRate },
): Promise<Availability[]> {
	const { event } = await findEvent(db, wanted);
	const rows = await findTiers(db, event);
	return rows.map((row) => availability(row, at));
}

function availability(row: TierRow, { now, rate }: { now: Date; rate: KesRate }): Availability {
	const sells = isOnRate(row, rate);
	return {
		tier: row.tier,
		left: sells ? Math.max(0, row.allocated - row.sold - row.held) : 0,
		perOrder: row.perOrder,
		amountKes: isInKes(row) ? row.faceAmount.toString() : null,
		open: sells && saleIs(row, now) === 'open',
	};
}
