import { type KesRate, usdcFor } from '#shared/kes-rate.ts';
import { type KesCents, kesCents, parseUsdc, type Stroops } from '#shared/money.ts';
import type { DraftTier } from '../models/draft-content.ts';

const centsPerShilling = 100n;

/** The face price; null if the draft has none. */
export const faceOf = (tier: DraftTier): KesCents | null =>
	tier.price === '' ? null : kesCents(BigInt(tier.price) * centsPerShilling);

/**
 * The price in USDC: the organizer's own, or else the one that follows from the face price. Null if the draft has
 * neither.
 */
export function priceOf(tier: DraftTier, rate: KesRate): Stroops | null {
	if (tier.usdcPrice !== '') return parseUsdc(tier.usdcPrice.replace(/\.$/, ''));
	const face = faceOf(tier);
	return face === null ? null : usdcFor(face, rate);
}
