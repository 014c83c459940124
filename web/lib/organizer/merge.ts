/**
 * Two people's, or two tabs', changes of one text, part by part: a part that only one of them touched is theirs. Null
 * where both touched the same part differently: no program can tell whose is right.
 */
export function merged<T extends object>(base: T, own: T, other: T): T | null {
	const result = { ...own };
	for (const part of Object.keys(base) as (keyof T)[]) {
		const [was, mine, theirs] = [base, own, other].map((text) => canonical(text[part]));
		if (theirs === was || theirs === mine) continue;
		if (mine !== was) return null;
		result[part] = other[part];
	}
	return result;
}

/** Postgres keeps JSON in an order of its own, so equal texts can differ in the order of their keys. */
export const canonical = (value: unknown): string =>
	JSON.stringify(value, (_, v: unknown) =>
		v !== null && typeof v === 'object' && !Array.isArray(v)
			? Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: v,
	);
