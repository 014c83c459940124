import { kesCurrency } from '#shared/currencies.ts';
import { PassaError } from '#shared/errors.ts';
import { isFair } from '#shared/fair-price.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { formatKes } from '#shared/money.ts';
import type { TierRow } from '../models/tiers.ts';
import type { Provider } from '../providers.ts';
import { prefixOf } from '../reasons.ts';
import type { PaymentMethod } from './order-deps.ts';
import type { Terms } from './terms-cache.ts';

export const isInKes = (tier: Pick<TierRow, 'faceCurrency'>): boolean => tier.faceCurrency === kesCurrency;

/** Whether the tier may be sold at this rate. The chain does not compare a tier's shillings with its USDC. */
export const isOnRate = (
	tier: Pick<TierRow, 'faceCurrency' | 'faceAmount' | 'price'>,
	rate: KesRate,
): boolean => isInKes(tier) && isFair({ price: tier.price, face: tier.faceAmount }, rate);

/** Whether the sale's window holds at a time. */
export function saleIs(
	{ opensAt, closesAt }: Pick<TierRow, 'opensAt' | 'closesAt'>,
	now: Date,
): 'open' | 'not yet' | 'over' {
	const seconds = BigInt(Math.floor(now.getTime() / 1000));
	if (seconds < opensAt) return 'not yet';
	return seconds < closesAt ? 'open' : 'over';
}

export type PriceError = PassaError<
	| 'TIER_UNKNOWN'
	| 'TIER_NOT_IN_KES'
	| 'SALE_NOT_OPEN'
	| 'SALE_OVER'
	| 'PRICE_OFF_RATE'
	| 'OVER_ORDER_LIMIT'
	| `OVER_${Uppercase<Provider>}_LIMIT`
>;

/** What an order costs: cents of KES and stroops. Throws PriceError. */
export function priceOf(
	{ tiers }: Terms,
	index: number,
	qty: number,
	{ now, rate, method }: { now: Date; rate: KesRate; method: PaymentMethod },
): { kes: bigint; usdc: bigint } {
	const tier = tiers.find((each) => each.tier === index);
	if (!tier) throw new PassaError('TIER_UNKNOWN', 'There is no such ticket tier.', { status: 404 });
	if (!isInKes(tier))
		throw new PassaError('TIER_NOT_IN_KES', 'This tier is priced in dollars: buy it with a wallet.');
	const sale = saleIs(tier, now);
	if (sale === 'not yet')
		throw new PassaError('SALE_NOT_OPEN', 'The sale of this tier has not opened yet.', { status: 409 });
	if (sale === 'over') throw new PassaError('SALE_OVER', 'The sale of this tier is over.', { status: 409 });
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
		const most = `${method.name} takes at most ${formatKes(method.mostPerPayment)} at once: order fewer tickets.`;
		throw new PassaError(`OVER_${prefixOf(method.provider)}_LIMIT`, most);
	}
	return price;
}
