import { type KesRate, kesFor, priceStep, stroopsPerUsd } from './kes-rate.ts';
import { type KesCents, kesCents } from './money.ts';

/** Less than the platform's share of each sale: selling to oneself for shillings loses money. */
const mostOffBps = 300n;
const wholeBps = 10_000n;

/**
 * What the buyer of a fan's ticket pays the platform beyond its price, in shillings. At the bare rate, who offers tickets to
 * himself would change shillings into dollars for nothing, whenever our rate lags behind the market's.
 */
const resaleFeeBps = 300n;

/** What a fan's ticket costs in shillings: price and fee, each in whole shillings. Cents. */
export function resaleKes(price: bigint, rate: KesRate): { price: KesCents; fee: KesCents; total: KesCents } {
	const bare = kesFor(price, rate);
	const shilling = 100n;
	const unit = wholeBps * shilling;
	const fee = ((bare * resaleFeeBps + unit - 1n) / unit) * shilling;
	return { price: bare, fee: kesCents(fee), total: kesCents(bare + fee) };
}

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
