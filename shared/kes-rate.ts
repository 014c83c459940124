import { type KesCents, type Stroops, stroops } from './money.ts';

/** Cents of a shilling for one US dollar. */
export type KesRate = bigint & { readonly unit: 'kes-cents-per-usd' };

export const stroopsPerUsd = 10_000_000n;
/** One basis point of any price is then a whole stroop: contracts/event/src/terms.rs. */
export const priceStep = 10_000n;
const centsPerShilling = 100n;

const written = /^(\d{1,5})(?:\.(\d{1,2}))?$/;

/** "129.35" shillings for a dollar. Throws RangeError on anything else, and on nothing. */
export function parseRate(text: string): KesRate {
	const parts = written.exec(text);
	const cents = parts ? BigInt(parts[1]!) * centsPerShilling + BigInt((parts[2] ?? '').padEnd(2, '0')) : 0n;
	if (cents === 0n) throw new RangeError(`not a rate: ${text}`);
	return cents as KesRate;
}

/** Shillings for a dollar where money is play. With real money the operator names the rate. */
export const playRate = '129';

/** What a wallet pays for a face price: up to the next 0.001 USDC, so that nobody is paid less than the face says. */
export function usdcFor(face: KesCents, rate: KesRate): Stroops {
	const unit = rate * priceStep;
	return stroops(((face * stroopsPerUsd + unit - 1n) / unit) * priceStep);
}
