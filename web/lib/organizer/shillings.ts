import type { EventView } from '#indexer/client.ts';
import { kes } from '../text/money.ts';

type Sold = Pick<EventView['tiers'][number], 'sold' | 'face' | 'price'>;

/** What sold tickets cost in both currencies, in cents and in stroops. `dollars`: some are priced in dollars only. */
export type Priced = { cents: bigint; stroops: bigint; dollars: boolean };

export function pricedOf(tiers: Sold[]): Priced {
	const inKes = tiers.filter(({ face }) => face.currency === 'KES');
	const sum = (of: (tier: Sold) => string): bigint =>
		inKes.reduce((n, tier) => n + BigInt(of(tier)) * BigInt(tier.sold), 0n);
	return {
		cents: sum(({ face }) => face.amount),
		stroops: sum(({ price }) => price),
		dollars: tiers.some(({ face, sold }) => sold > 0 && face.currency !== 'KES'),
	};
}

export const pricedTogether = (list: Priced[]): Priced => ({
	cents: list.reduce((n, { cents }) => n + cents, 0n),
	stroops: list.reduce((n, { stroops }) => n + stroops, 0n),
	dollars: list.some(({ dollars }) => dollars),
});

/**
 * An amount of USDC from these sales as shillings that buyers paid, by the prices of the tickets, in whole cents rounded
 * down. Null where no ticket says what a dollar is in shillings, or some were sold for dollars.
 */
export function inShillings(stroops: bigint, priced: Priced): string | null {
	if (stroops === 0n && !priced.dollars) return kes(0n);
	if (priced.stroops === 0n || priced.dollars) return null;
	return kes((stroops * priced.cents) / priced.stroops);
}
