import { type KesRate, priceStep, stroopsPerUsd } from './kes-rate.ts';

/** Less than the platform's share of each sale: selling to oneself for shillings loses money. */
const mostOffBps = 300n;
const wholeBps = 10_000n;

/** A ticket's price in stroops, and its face in cents of a shilling. */
type Priced = { price: bigint; face: bigint };

/**
 * Whether the treasury may give a ticket's USDC for its shillings: within 3 % of what the face is worth. The organizer
 * names both, and only we know the rate. Prices are in steps of 0.001 USDC, so the price of a cheap ticket may be off by
 * more, but by less than one step.
 */
export function isFair({ price, face }: Priced, rate: KesRate): boolean {
	const [given, due] = [price * rate, face * stroopsPerUsd];
	const off = given > due ? given - due : due - given;
	return off * wholeBps <= due * mostOffBps || off < rate * priceStep;
}
