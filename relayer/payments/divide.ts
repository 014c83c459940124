/** A shilling: the least that a part may be, since it must be possible to give it back. Cents. */
const least = 100n;

/** The least sum that can be divided among so many. */
export const leastFor = (parts: number): bigint => least * BigInt(parts);

/**
 * Divides what came, in cents of KES, by what the parts cost: the sum is exactly what came. Where it is enough, each part
 * gets its price and the first one what is over. If it is not, each gets its share in whole shillings, a shilling at
 * least, and the first one the rest. What came is at least `leastFor` so many parts.
 */
export function divide(came: bigint, prices: readonly bigint[]): bigint[] {
	const sum = prices.reduce((total, price) => total + price, 0n);
	const [, ...others] = prices;
	let left = came;
	const parts = others.map((price, i) => {
		// The first part, and those after this one, get a shilling each at least.
		const most = left - leastFor(others.length - i);
		const share = came >= sum ? price : (came * price) / sum;
		const whole = came >= sum ? share : share - (share % least);
		const part = whole > most ? most : whole < least ? least : whole;
		left -= part;
		return part;
	});
	return [left, ...parts];
}
