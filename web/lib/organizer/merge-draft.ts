/**
 * Merges two changes of one draft, part by part: a part that only one side changed is that side's. Null where both sides
 * changed the same part differently: then a person has to decide.
 */
export function mergeDraft<T extends object>(base: T, own: T, other: T): T | null {
	const result = { ...own };
	for (const part of Object.keys(base) as (keyof T)[]) {
		const [was, mine, theirs] = [base, own, other].map((text) => canonical(text[part]));
		if (theirs === was || theirs === mine) continue;
		if (mine !== was) return null;
		result[part] = other[part];
	}
	return result;
}

/** JSON with sorted keys: Postgres reorders keys, so equal values can differ in their order. */
export const canonical = (value: unknown): string =>
	JSON.stringify(value, (_, v: unknown) =>
		v !== null && typeof v === 'object' && !Array.isArray(v)
			? Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: v,
	);
