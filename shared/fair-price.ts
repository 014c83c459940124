import { royaltyOf } from './contract/resale.ts';
import { type KesRate, kesFor, priceStep, stroopsPerUsd } from './kes-rate.ts';
import { type KesCents, kesCents } from './money.ts';

/** Less than the platform's share of each sale: selling to oneself for shillings loses money. */
const mostOffBps = 300n;
const wholeBps = 10_000n;

/**
 * What the buyer of a fan's ticket pays the platform beyond its price, in shillings. Without it, a seller
 * could buy their own ticket and change shillings into dollars whenever our rate lags behind the market's.
 */
const resaleFeeBps = 300n;

/** What a fan's ticket costs in shillings: price and fee, each in whole shillings. Cents. */
export function resaleKes(price: bigint, rate: KesRate): { price: KesCents; fee: KesCents; total: KesCents } {
	const bare = kesFor(price, rate);
	const fee = feeOf(bare);
	return { price: bare, fee: kesCents(fee), total: kesCents(bare + fee) };
}

/**
 * What a fan's ticket that M-Pesa bought brings. Stroops: `price`, which is offered on chain, and of it the event's
 * `royalty`. Cents, in whole shillings: the rest. `buyerKes` is `kes` and `buyerFeeKes`; `kes` is what its three
 * receivers get.
 */
export type SaleMoney = {
	price: bigint;
	royalty: bigint;
	/** `price` in shillings, and what a buyer pays by M-Pesa: the same with the buyer's fee. */
	kes: KesCents;
	buyerKes: KesCents;
	buyerFeeKes: KesCents;
} & SaleParts;

/** Who gets what of a resale's price in cents of KES: the event, the platform from the seller, and the seller. */
export type SaleParts = { royaltyKes: KesCents; feeKes: KesCents; getsKes: KesCents };

/**
 * What the seller of a ticket gets in shillings for what it is offered for in USDC: whole ones, less the same fee as
 * above. Without it, a seller could buy their own ticket by wallet and change dollars into shillings at no cost.
 */
export function saleMoney(price: bigint, royaltyBps: number, rate: KesRate): SaleMoney {
	const royalty = royaltyOf(price, royaltyBps);
	const { price: kes, fee: buyerFeeKes, total: buyerKes } = resaleKes(price, rate);
	const { getsKes: rest } = saleParts({ price, royalty, kes });
	const gets = rest - feeOf(rest);
	const parts = saleParts({ price, royalty, kes }, kesCents(gets > 0n ? gets : 0n));
	return { price, royalty, kes, buyerKes, buyerFeeKes, ...parts };
}

/**
 * How the shillings of a resale's price are divided. `promised`: what the seller was told, where shillings are paid.
 * A wallet gets all that the event does not.
 */
export function saleParts(
	{ price, royalty, kes }: { price: bigint; royalty: bigint; kes: KesCents },
	promised: KesCents | null = null,
): SaleParts {
	const part = price === 0n ? 0n : (kes * royalty * 2n + price * shilling) / (price * shilling * 2n);
	const royaltyKes = kesCents(part * shilling);
	const rest = kesCents(kes - royaltyKes);
	const getsKes = promised ?? rest;
	return { royaltyKes, feeKes: kesCents(rest - getsKes), getsKes };
}

/** The price on chain of a ticket that is offered for these shillings: whole steps, rounded down. Stroops. */
export const offeredFor = (kes: KesCents, rate: KesRate): bigint =>
	((kes * stroopsPerUsd) / rate / priceStep) * priceStep;

/**
 * Whether shillings that were promised for USDC are more than those are worth at today's rate: then the fee is used up,
 * and the offer ends. The platform bears what the rate moves until then.
 */
export const isPromiseTooDear = (promisedKes: bigint, usdc: bigint, rate: KesRate): boolean =>
	promisedKes > shillingsIn(usdc, rate);

const shilling = 100n;
/** Whole shillings, rounded down. Cents. */
const shillingsIn = (usdc: bigint, rate: KesRate): bigint =>
	((usdc * rate) / (stroopsPerUsd * shilling)) * shilling;
/** Whole shillings, rounded up. Cents. */
const feeOf = (kes: bigint): bigint =>
	((kes * resaleFeeBps + wholeBps * shilling - 1n) / (wholeBps * shilling)) * shilling;

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
