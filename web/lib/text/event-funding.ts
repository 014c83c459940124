import type { EventView } from '#indexer/client.ts';
import { fundingSeconds } from '#shared/contract/pay-to.ts';

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
	return new Date(Date.parse(cancelledAt) + Number(fundingSeconds) * 1000).toISOString();
}
