import type { DraftTier } from '#platform/client.ts';

const half = (capacity: number | null): number | null =>
	capacity === null ? null : Math.floor(capacity / 2);

/** Half of the seats are for M-Pesa until the organizer changes the quota. */
export function withCapacity(
	tier: DraftTier,
	capacity: number | null,
): Pick<DraftTier, 'capacity' | 'fiatQuota'> {
	const written = tier.typed?.fiatQuota !== undefined;
	const untouched = !written && (tier.fiatQuota === null || tier.fiatQuota === half(tier.capacity));
	return { capacity, fiatQuota: untouched ? half(capacity) : tier.fiatQuota };
}
