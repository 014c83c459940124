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

const places = 7;

/** Stroops → "-12.5000000": all places, so that amounts stand below each other. */
export function usdcExact(stroops: bigint): string {
	const short = formatUsdc(stroops);
	return short.padEnd(short.indexOf('.') + 1 + places, '0');
}

const stroopsOfHundredth = 100_000n;

/** What to send so that nothing is missing: stroops of XLM, rounded up to hundredths. 4 000 100 → "0.41". */
export function xlmToSend(missing: bigint): string {
	const hundredths = (missing + stroopsOfHundredth - 1n) / stroopsOfHundredth;
	return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}`;
}

/** Cents → "KES 2,500". */
export const kes = (cents: string | bigint): string => formatKes(BigInt(cents));
