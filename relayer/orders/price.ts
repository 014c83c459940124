import { kesCurrency } from '#shared/currencies.ts';
import { PassaError } from '#shared/errors.ts';
import { isFair } from '#shared/fair-price.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { formatKes, type KesCents, kesCents } from '#shared/money.ts';
import type { TierRow } from '../models/tiers.ts';
import type { Provider } from '../providers.ts';
import { prefixOf } from '../reasons.ts';
import { fieldOf } from './cart.ts';
import type { PaymentMethod } from './order-deps.ts';
import type { Terms } from './terms-cache.ts';

export const isInKes = (tier: Pick<TierRow, 'faceCurrency'>): boolean => tier.faceCurrency === kesCurrency;

/** Whether the tier may be sold at this rate. The chain does not compare a tier's shillings with its USDC. */
const isOnRate = (tier: Pick<TierRow, 'faceCurrency' | 'faceAmount' | 'price'>, rate: KesRate): boolean =>
	isInKes(tier) && isFair({ price: tier.price, face: tier.faceAmount }, rate);

/** Whether the sale's window holds at a time. */
function saleIs(
	{ opensAt, closesAt }: Pick<TierRow, 'opensAt' | 'closesAt'>,
	now: Date,
): 'open' | 'not yet' | 'over' {
	const seconds = BigInt(Math.floor(now.getTime() / 1000));
	if (seconds < opensAt) return 'not yet';
	return seconds < closesAt ? 'open' : 'over';
}

/** What decides whether a tier is sold for shillings. `most`: what one payment may be. */
export type Selling = { rate: KesRate; most: KesCents; holdMilliseconds: number };

/** The most that one payment may be by any of these methods; 0 if there is none. */
export const mostOf = (methods: readonly PaymentMethod[]): KesCents =>
	[kesCents(0n), ...methods.map((each) => each.mostPerPayment)].sort((a, b) => (a < b ? 1 : -1))[0]!;

/** How many tickets one payment can buy. */
export const ticketsPerPayment = (
	{ faceAmount, perOrder }: Pick<TierRow, 'faceAmount' | 'perOrder'>,
	most: KesCents,
): number => Math.min(perOrder, Number(most / faceAmount));

export const unsoldReasons = [
	'TIER_NOT_IN_KES',
	'SALE_NOT_OPEN',
	'SALE_OVER',
	'SALE_ENDS_SOON',
	'PRICE_OFF_RATE',
	'OVER_PAYMENT_LIMIT',
] as const;
export type UnsoldReason = (typeof unsoldReasons)[number];
type Priced = Pick<TierRow, 'faceCurrency' | 'faceAmount' | 'price' | 'opensAt' | 'closesAt'>;

/**
 * Why a tier sells no ticket for shillings now; null if it sells some. A payment may need a whole hold, so an order is
 * refused once the sale ends before its hold would.
 */
export function unsoldBecause(
	tier: Priced,
	{ rate, most, holdMilliseconds }: Selling,
	now: Date,
): UnsoldReason | null {
	if (!isInKes(tier)) return 'TIER_NOT_IN_KES';
	const sale = saleIs(tier, now);
	if (sale === 'over') return 'SALE_OVER';
	if (saleIs(tier, new Date(now.getTime() + holdMilliseconds)) === 'over') return 'SALE_ENDS_SOON';
	if (!isOnRate(tier, rate)) return 'PRICE_OFF_RATE';
	if (tier.faceAmount > most) return 'OVER_PAYMENT_LIMIT';
	return sale === 'not yet' ? 'SALE_NOT_OPEN' : null;
}

export type PriceError = PassaError<
	| 'TIER_UNKNOWN'
	| 'TIER_NOT_IN_KES'
	| 'SALE_NOT_OPEN'
	| 'SALES_CLOSED'
	| 'SALE_OVER'
	| 'SALE_ENDS_SOON'
	| 'PRICE_OFF_RATE'
	| 'OVER_ORDER_LIMIT'
	| `OVER_${Uppercase<Provider>}_LIMIT`
>;

type PriceDeps = { now: Date; rate: KesRate; method: PaymentMethod; holdMilliseconds: number };

/** What each line of an order costs: one payment pays all of them. Throws PriceError. */
export function pricesOf(
	terms: Terms,
	lines: readonly { tier: number; qty: number }[],
	deps: PriceDeps,
): { kes: bigint; usdc: bigint }[] {
	const prices = lines.map(({ tier, qty }) => atTier(tier, () => priceOf(terms, tier, qty, deps)));
	const sum = prices.reduce((total, { kes }) => total + kes, 0n);
	if (lines.length > 1 && sum > deps.method.mostPerPayment)
		throw overPayment(deps.method, 'order fewer tickets');
	return prices;
}

function atTier<T>(tier: number, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (error instanceof PassaError) error.detail.field = fieldOf(tier);
		throw error;
	}
}

function overPayment({ provider, name, mostPerPayment }: PaymentMethod, advice: string): PriceError {
	const words = `${name} takes at most ${formatKes(mostPerPayment)} at once: ${advice}.`;
	return new PassaError(`OVER_${prefixOf(provider)}_LIMIT`, words);
}

/** What tickets of one tier cost: cents of KES and stroops. Throws PriceError. */
function priceOf(
	{ event, tiers }: Terms,
	index: number,
	qty: number,
	{ now, rate, method, holdMilliseconds }: PriceDeps,
): { kes: bigint; usdc: bigint } {
	if (event.closed)
		throw new PassaError('SALES_CLOSED', 'Ticket sales of this event are closed.', { status: 409 });
	const tier = tiers.find((each) => each.tier === index);
	if (!tier) {
		const known = tiers.map((each) => each.tier).join(', ');
		const words = `There is no tier ${index} at this event. It has these: ${known}.`;
		throw new PassaError('TIER_UNKNOWN', words, { status: 404 });
	}
	if (!isInKes(tier))
		throw new PassaError('TIER_NOT_IN_KES', 'This tier is priced in dollars: buy it with a wallet.');
	const sale = saleIs(tier, now);
	if (sale === 'not yet')
		throw new PassaError('SALE_NOT_OPEN', 'The sale of this tier has not opened yet.', { status: 409 });
	if (sale === 'over') throw new PassaError('SALE_OVER', 'The sale of this tier is over.', { status: 409 });
	if (saleIs(tier, new Date(now.getTime() + holdMilliseconds)) === 'over') {
		const words = 'The sale ends before a payment in shillings could be completed. Pay with a wallet.';
		throw new PassaError('SALE_ENDS_SOON', words, { status: 409 });
	}
	if (!isOnRate(tier, rate)) {
		const words =
			"This tier's price in USDC no longer fits its price in shillings, so it is not sold for shillings now. Pay with a wallet.";
		throw new PassaError('PRICE_OFF_RATE', words, { status: 409 });
	}
	if (qty > tier.perOrder) {
		const most = `An order has at most ${tier.perOrder} tickets of this tier.`;
		throw new PassaError('OVER_ORDER_LIMIT', most);
	}
	const price = { kes: tier.faceAmount * BigInt(qty), usdc: tier.price * BigInt(qty) };
	if (price.kes > method.mostPerPayment) {
		const isOne = tier.faceAmount > method.mostPerPayment;
		throw overPayment(method, isOne ? 'pay with a wallet' : 'order fewer tickets');
	}
	return price;
}
