import { kesCurrency } from '#shared/currencies.ts';
import { kes, usdc } from './money.ts';

/** Tickets as they were sold: `price` in stroops, `face` as printed on the ticket, in cents of its currency. */
export type SoldTickets = { qty: number; price: bigint; face: { currency: number; amount: bigint } };

/** What tickets cost in shillings (cents) and in USDC (stroops). */
export type ShillingRate = { cents: bigint; stroops: bigint };

/** Null if nothing was sold, or any of it not in shillings. */
export function shillingRate(sold: SoldTickets[]): ShillingRate | null {
	const some = sold.filter(({ qty }) => qty > 0);
	if (some.some(({ face }) => face.currency !== kesCurrency)) return null;
	const rate = { cents: 0n, stroops: 0n };
	for (const { qty, price, face } of some) {
		rate.cents += face.amount * BigInt(qty);
		rate.stroops += price * BigInt(qty);
	}
	return rate.stroops > 0n ? rate : null;
}

const shilling = 100n;

/** Stroops in cents at the tickets' own prices, to the nearest whole shilling. */
export const shillingsOf = ({ cents, stroops }: ShillingRate, amount: bigint): bigint =>
	((amount * cents * 2n + stroops * shilling) / (stroops * shilling * 2n)) * shilling;

/** "KES 2,500", or "19.38 USDC" if tickets were not sold in shillings. */
export const shortAmount = (rate: ShillingRate | null, amount: bigint): string =>
	rate ? kes(shillingsOf(rate, amount)) : `${usdc(amount)} USDC`;

/** "KES 2,500 (19.38 USDC)": shillings first. */
export const fullAmount = (rate: ShillingRate | null, amount: bigint): string =>
	rate ? `${kes(shillingsOf(rate, amount))} (${usdc(amount)} USDC)` : `${usdc(amount)} USDC`;

export type PricedTier = Pick<SoldTickets, 'face'>;

/** What tickets cost by their own prices, in cents: `qtys` by tier. Null if any of them is not priced in shillings. */
export function shillingsPaid(tiers: readonly PricedTier[], qtys: readonly number[]): bigint | null {
	const sold = tiers.map(({ face }, i) => ({ face, qty: qtys[i] ?? 0 })).filter(({ qty }) => qty > 0);
	if (sold.some(({ face }) => face.currency !== kesCurrency)) return null;
	return sold.reduce((n, { face, qty }) => n + face.amount * BigInt(qty), 0n);
}
