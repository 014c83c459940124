import type { DraftTier } from '#platform/client.ts';

const most = 4_294_967_295;

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

/** "1 200" → 1200; null where no whole number is written. */
export function parseCount(text: string): number | null {
	const digits = text.replace(/\D/g, '');
	return digits === '' ? null : Math.min(Number(digits), most);
}

/** Whole shillings: everything else that people write around a price is left out. */
export const parseShillings = (text: string): string =>
	text
		.replace(/[.,]\d{1,2}$/, '')
		.replace(/\D/g, '')
		.replace(/^0+(?=\d)/, '')
		.slice(0, 9);

const half = (capacity: number | null): number | null =>
	capacity === null ? null : Math.floor(capacity / 2);

/** Half of the seats are for M-Pesa until the organizer says otherwise. */
export function withCapacity(
	tier: DraftTier,
	capacity: number | null,
): Pick<DraftTier, 'capacity' | 'fiatQuota'> {
	const untouched = tier.fiatQuota === null || tier.fiatQuota === half(tier.capacity);
	return { capacity, fiatQuota: untouched ? half(capacity) : tier.fiatQuota };
}
