import type { Reader } from '../models/schema.ts';
import type { TierRow } from '../models/tiers.ts';
import { findEvent, findTiers } from './find-event.ts';
import { isInKes, saleIs } from './price.ts';
import type { Availability } from './wire.ts';

/** What the fiat rail may still sell of an event. */
export async function availabilityOf(db: Reader, wanted: string, now: Date): Promise<Availability[]> {
	const { event } = await findEvent(db, wanted);
	const rows = await findTiers(db, event);
	return rows.map((row) => availability(row, now));
}

function availability(row: TierRow, now: Date): Availability {
	const left = isInKes(row) ? Math.max(0, row.allocated - row.sold - row.held) : 0;
	return {
		tier: row.tier,
		left,
		perOrder: row.perOrder,
		amountKes: isInKes(row) ? row.faceAmount.toString() : null,
		open: isInKes(row) && saleIs(row, now) === 'open',
	};
}
