import type { EventView } from '#indexer/client.ts';
import { kes, usdc } from '../text/money.ts';

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
 * down. Null if no ticket says what a dollar is in shillings, or some were sold for dollars.
 */
export function inShillings(stroops: bigint, priced: Priced): string | null {
	if (stroops === 0n && !priced.dollars) return kes(0n);
	if (priced.stroops === 0n || priced.dollars) return null;
	return kes((stroops * priced.cents) / priced.stroops);
}

/** What tickets cost by their own prices, in cents; null if some are not priced in shillings. */
export type Face = bigint | null;

type Priceable = Pick<EventView['tiers'][number], 'index' | 'face'>[];

export function faceOf(tiers: Priceable, { tier, tickets }: { tier: number; tickets: number }): Face {
	const face = tiers.find(({ index }) => index === tier)?.face;
	return face?.currency === 'KES' ? BigInt(face.amount) * BigInt(tickets) : null;
}

export const addedFace = (one: Face, other: Face): Face =>
	one === null || other === null ? null : one + other;

type Took = { revenue: bigint; face: Face };

/** "KES 2,500" as fans paid it; "19.38 USDC" if tickets are not priced in shillings. */
export const tookWords = ({ revenue, face }: Took): string =>
	face === null ? `${usdc(revenue)} USDC` : kes(face);

/** "KES 2,500 · 19.38 USDC": shillings first. */
export const tookWordsFull = ({ revenue, face }: Took): string =>
	face === null ? `${usdc(revenue)} USDC` : `${kes(face)} · ${usdc(revenue)} USDC`;
