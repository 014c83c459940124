/**
 * Merges two changes of one draft, field by field: a field that only one side changed is that side's, and so is what only
 * one side added to a list. Null if both sides changed the same field differently, or one removed from a list that the
 * other changed: then a person has to decide.
 */
export function mergeDraft<T extends object>(base: T, own: T, other: T): T | null {
	const merged = mergeValue(base, own, other);
	return merged === conflict ? null : (merged as T);
}

const conflict = Symbol('conflict');

function mergeValue(base: unknown, own: unknown, other: unknown): unknown {
	const [was, mine, theirs] = [base, own, other].map(canonical);
	if (theirs === was || theirs === mine) return own;
	if (mine === was) return other;
	if (isList(base) && isList(own) && isList(other)) return mergeLists(base, own, other);
	if (isRecord(base) && isRecord(own) && isRecord(other)) return mergeRecords(base, own, other);
	return conflict;
}

function mergeRecords(base: Fields, own: Fields, other: Fields): Fields | typeof conflict {
	const names = [...new Set([...Object.keys(own), ...Object.keys(other)])];
	const merged = names.map((name) => [name, mergeValue(base[name], own[name], other[name])] as const);
	if (merged.some(([, value]) => value === conflict)) return conflict;
	return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

/** By place: places move where something is removed. */
function mergeLists(base: unknown[], own: unknown[], other: unknown[]): unknown[] | typeof conflict {
	if (Math.min(own.length, other.length) < base.length) return conflict;
	const longer = own.length >= other.length ? own : other;
	const merged = longer.map((_, i) => mergeValue(base[i], own[i], other[i]));
	return merged.includes(conflict) ? conflict : merged;
}

type Fields = Record<string, unknown>;
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isRecord = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys: Postgres reorders keys, so equal values can differ in their order. */
export const canonical = (value: unknown): string =>
	JSON.stringify(value, (_, v: unknown) =>
		v !== null && typeof v === 'object' && !Array.isArray(v)
			? Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: v,
	);
