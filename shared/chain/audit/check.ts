import { asText } from '#shared/as-text.ts';
import type { CheckName } from './check-sentences.ts';

/** One thing that must hold. `expected` and `found` are for people; money in stroops. */
export type Check<Name extends string = string> = {
	name: Name;
	ok: boolean;
	expected: string;
	found: string;
};

/** A check of an event's audit. `checkSentences` has its words. */
export type AuditCheck = Check<CheckName>;

/** In stroops. */
export const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);

export function equal<Name extends string>(name: Name, expected: unknown, found: unknown): Check<Name> {
	const [e, f] = [asText(expected), asText(found)];
	return { name, ok: e === f, expected: e, found: f };
}

export function atLeast<Name extends string>(name: Name, expected: bigint, found: bigint): Check<Name> {
	return { name, ok: found >= expected, expected: `≥ ${expected}`, found: String(found) };
}

/** Holds when nothing is wrong; else names the first few. */
export function none<Name extends string>(name: Name, wrong: string[]): Check<Name> {
	const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
	const found = wrong.length === 0 ? 'none' : `${wrong.slice(0, 3).join(', ')}${more}`;
	return { name, ok: wrong.length === 0, expected: 'none', found };
}
