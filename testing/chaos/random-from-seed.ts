/** Random numbers that follow from a seed (mulberry32), so that a run can be repeated. */
export type Random = {
	/** From 0 to below 1. */
	next(): number;
	/** A whole number from `min` to `max`, both included. */
	whole(min: number, max: number): number;
	pick<T>(list: readonly T[]): T;
};

export function randomFromSeed(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
	return { next, whole, pick: (list) => list[whole(0, list.length - 1)]! };
}
