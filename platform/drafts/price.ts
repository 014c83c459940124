import { type KesRate, usdcFor } from '#shared/kes-rate.ts';
import { type KesCents, kesCents, parseUsdc, type Stroops } from '#shared/money.ts';
import type { DraftTier } from '../models/draft-content.ts';

const centsPerShilling = 100n;

/** Null where it is not said. */
export const faceOf = (tier: DraftTier): KesCents | null =>
	tier.price === '' ? null : kesCents(BigInt(tier.price) * centsPerShilling);

/** The organizer's own price in USDC, or the one that follows from the face price; null where neither is said. */
export function priceOf(tier: DraftTier, rate: KesRate): Stroops | null {
	if (tier.usdcPrice !== '') return parseUsdc(tier.usdcPrice.replace(/\.$/, ''));
	const face = faceOf(tier);
	return face === null ? null : usdcFor(face, rate);
}
