/** One thing that must hold. `expected` and `found` are for people; money in stroops. */
export type Check = { name: string; ok: boolean; expected: string; found: string };

/** In stroops. */
export const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);

export function equal(name: string, expected: unknown, found: unknown): Check {
	return { name, ok: String(expected) === String(found), expected: String(expected), found: String(found) };
}

export function atLeast(name: string, expected: bigint, found: bigint): Check {
	return { name, ok: found >= expected, expected: `≥ ${expected}`, found: String(found) };
}
