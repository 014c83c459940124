/** Equal for equal values: the order of fields does not count, since Postgres's JSON has its own. */
export function jsonOf(value: unknown): string {
	return JSON.stringify(value, (_, inner) => {
		if (typeof inner === 'bigint') return `${inner}`;
		const plain = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
		return plain ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
	});
}
