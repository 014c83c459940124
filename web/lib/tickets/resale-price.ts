import type { EventView } from '#indexer/client.ts';
import { kes, usdc } from '#lib/text/money.ts';
import { shillingsOf } from '#lib/text/shilling-rate.ts';
import { highestPrice } from '#shared/contract/resale.ts';

type Tier = Pick<EventView['tiers'][number], 'price' | 'face'>;
export type PriceFault = 'unreadable' | 'zero' | 'above';
/** In stroops; or what is wrong with the text. */
export type TypedPrice = { price: bigint; fault: null } | { price: null; fault: PriceFault };

/** Prices are whole steps of 0.001 USDC. */
const step = 10_000n;
const text = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** A tier's own prices: what its shillings, or dollars, are in USDC. */
const rateOf = ({ face, price }: Tier) => ({ cents: BigInt(face.amount), stroops: BigInt(price) });

/** Minor units of the tier's currency → stroops, rounded down. */
const stroopsOf = (tier: Tier, cents: bigint): bigint => {
	const rate = rateOf(tier);
	return ((cents * rate.stroops) / rate.cents / step) * step;
};

/** The highest price at which a ticket of the tier may be offered, in whole minor units' hundreds: "2750". */
export function highestTyped(tier: Tier, capBps: number): string {
	const { cents, stroops } = rateOf(tier);
	const most = (highestPrice(stroops, capBps) * cents) / stroops;
	return String(most / 100n);
}

/** What somebody typed as a price, in the tier's currency: "2,750" or "2750.50". */
export function typedPrice(typed: string, tier: Tier, capBps: number): TypedPrice {
	const parts = text.exec(typed.replace(/[\s,]/g, ''));
	if (!parts) return { price: null, fault: 'unreadable' };
	const price = stroopsOf(tier, BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0')));
	if (price <= 0n) return { price: null, fault: 'zero' };
	if (price > highestPrice(BigInt(tier.price), capBps)) return { price: null, fault: 'above' };
	return { price, fault: null };
}

/** Stroops in the tier's own currency first: "KES 2,750 (21.32 USDC)"; "21.32 USDC" if it is not in shillings. */
export function priceWords(tier: Tier | undefined, stroops: bigint): string {
	if (tier?.face.currency !== 'KES') return `${usdc(stroops)} USDC`;
	return `${kes(shillingsOf(rateOf(tier), stroops))} (${usdc(stroops)} USDC)`;
}

/** "KES 2,750". */
export function shortPrice(tier: Tier | undefined, stroops: bigint): string {
	if (tier?.face.currency !== 'KES') return `${usdc(stroops)} USDC`;
	return kes(shillingsOf(rateOf(tier), stroops));
}
