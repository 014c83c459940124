/** USDC in stroops: 10 000 000 are one dollar. */
export type Stroops = bigint & { readonly unit: 'stroops' };
/** Kenyan shillings in cents: 100 are one shilling. */
export type KesCents = bigint & { readonly unit: 'kes-cents' };

export const stroops = (value: bigint): Stroops => value as Stroops;
export const kesCents = (value: bigint): KesCents => value as KesCents;

const stroopsPerUsdc = 10_000_000n;
const decimal = /^(\d{1,12})(?:\.(\d{1,7}))?$/;

/** "12.5" USDC → stroops. Throws on anything but a plain decimal of at most seven places. */
export function parseUsdc(text: string): Stroops {
	const parts = decimal.exec(text);
	if (!parts) throw new RangeError(`not an amount of USDC: ${text}`);
	const fraction = (parts[2] ?? '').padEnd(7, '0');
	return stroops(BigInt(parts[1]!) * stroopsPerUsdc + BigInt(fraction));
}

/** Stroops → "12.50": at least two places, no more zeros than needed. */
export function formatUsdc(amount: bigint): string {
	const sign = amount < 0n ? '-' : '';
	const size = amount < 0n ? -amount : amount;
	const fraction = (size % stroopsPerUsdc)
		.toString()
		.padStart(7, '0')
		.replace(/0{1,5}$/, '');
	return `${sign}${size / stroopsPerUsdc}.${fraction}`;
}

/** Cents → "KES 2,500", with cents only if there are any. */
export function formatKes(amount: bigint): string {
	const size = amount < 0n ? -amount : amount;
	const cents = size % 100n;
	const whole = `${amount < 0n ? '-' : ''}${(size / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')}`;
	return cents === 0n ? `KES ${whole}` : `KES ${whole}.${cents.toString().padStart(2, '0')}`;
}
