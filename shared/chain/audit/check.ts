import { asText } from '#shared/as-text.ts';

/** One thing that must hold. `expected` and `found` are for people; money in stroops. */
export type Check = { name: string; ok: boolean; expected: string; found: string };

/** In stroops. */
export const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);

export function equal(name: string, expected: unknown, found: unknown): Check {
	const [e, f] = [asText(expected), asText(found)];
	return { name, ok: e === f, expected: e, found: f };
}

export function atLeast(name: string, expected: bigint, found: bigint): Check {
	return { name, ok: found >= expected, expected: `≥ ${expected}`, found: String(found) };
}

/** Holds when nothing is wrong; else names the first few. */
export function none(name: string, wrong: string[]): Check {
	const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
	const found = wrong.length === 0 ? 'none' : `${wrong.slice(0, 3).join(', ')}${more}`;
	return { name, ok: wrong.length === 0, expected: 'none', found };
}
