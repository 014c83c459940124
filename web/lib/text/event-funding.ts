import type { EventView } from '#indexer/client.ts';

/** After a cancel that is not funded, the organizer has so long to fund it: contracts/event/src/money/refund.rs. */
const fundingMs = 7 * 86_400_000;

/**
 * Until when the organizer of a cancelled event can put in the money that it lacks to pay everybody back (ISO 8601); from
 * then on a buyer can take a fair part. Null if it lacks none.
 */
export function fundingUntil({
	cancelledAt,
	cash,
	refundable,
}: Pick<EventView, 'cancelledAt' | 'cash' | 'refundable'>): string | null {
	if (cancelledAt === null || BigInt(cash) >= BigInt(refundable)) return null;
	return new Date(Date.parse(cancelledAt) + fundingMs).toISOString();
}
