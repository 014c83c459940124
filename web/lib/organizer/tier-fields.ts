import type { DraftTier } from '#platform/client.ts';

/** Counts are u32 on chain. */
const maxCount = 4_294_967_295;

export const newTier = (): DraftTier => ({
	name: '',
	description: '',
	price: '',
	usdcPrice: '',
	capacity: null,
	fiatQuota: null,
	opensAt: '',
	closesAt: '',
	perOrder: 10,
});

/** "1 200" → 1200; null where the text has no digit. */
export function parseCount(text: string): number | null {
	const digits = text.replace(/\D/g, '');
	return digits === '' ? null : Math.min(Number(digits), maxCount);
}

/** Whole shillings: drops cents, separators and words that people write around a price. */
export const parseShillings = (text: string): string =>
	text
		.replace(/[.,]\d{1,2}$/, '')
		.replace(/\D/g, '')
		.replace(/^0+(?=\d)/, '')
		.slice(0, 9);

const half = (capacity: number | null): number | null =>
	capacity === null ? null : Math.floor(capacity / 2);

/** Half of the seats are for M-Pesa until the organizer changes the quota. */
export function withCapacity(
	tier: DraftTier,
	capacity: number | null,
): Pick<DraftTier, 'capacity' | 'fiatQuota'> {
	const untouched = tier.fiatQuota === null || tier.fiatQuota === half(tier.capacity);
	return { capacity, fiatQuota: untouched ? half(capacity) : tier.fiatQuota };
}
