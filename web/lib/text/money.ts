import type { FaceCurrency } from '#shared/currencies.ts';
import { formatKes, formatUsdc } from '#shared/money.ts';

export type Face = { currency: FaceCurrency; amount: string };

/** A face price as people read it: "KES 2,500", "USD 20". */
export function facePrice(face: Face, qty = 1): string {
	const total = BigInt(face.amount) * BigInt(qty);
	if (face.currency === 'KES') return formatKes(total);
	return formatKes(total).replace('KES', 'USD');
}

export const usdc = (stroops: string | bigint): string => formatUsdc(BigInt(stroops));

/** Cents → "KES 2,500". */
export const kes = (cents: string | bigint): string => formatKes(BigInt(cents));
