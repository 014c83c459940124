import { type KesCents, kesCents, type Stroops, stroops } from './money.ts';

/** Cents of a shilling for one US dollar. */
export type KesRate = bigint & { readonly unit: 'kes-cents-per-usd' };

export const stroopsPerUsd = 10_000_000n;
/** One basis point of any price is then a whole stroop: contracts/event/src/terms/validate.rs. */
export const priceStep = 10_000n;
const centsPerShilling = 100n;

const written = /^(\d{1,5})(?:\.(\d{1,2}))?$/;

/** "129.35" shillings for a dollar. Throws RangeError on anything else, and on zero. */
export function parseRate(text: string): KesRate {
	const parts = written.exec(text);
	const cents = parts ? BigInt(parts[1]!) * centsPerShilling + BigInt((parts[2] ?? '').padEnd(2, '0')) : 0n;
	if (cents === 0n) throw new RangeError(`not a rate: ${text}`);
	return cents as KesRate;
}

/** Shillings for a dollar with play money. With real money the operator sets the rate. */
export const playRate = '129';

/** What a price in USDC is in shillings: the nearest whole one, and at least one. Cents. */
export function kesFor(price: bigint, rate: KesRate): KesCents {
	const shilling = stroopsPerUsd * centsPerShilling;
	const nearest = (price * rate + shilling / 2n) / shilling;
	return kesCents((nearest > 0n ? nearest : 1n) * centsPerShilling);
}

/**
 * What a wallet pays for a face price: rounded up to the next 0.001 USDC, so that no payee gets less than the face
 * price.
 */
export function usdcFor(face: KesCents, rate: KesRate): Stroops {
	const unit = rate * priceStep;
	return stroops(((face * stroopsPerUsd + unit - 1n) / unit) * priceStep);
}
