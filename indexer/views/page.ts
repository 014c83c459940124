/** One row more than a page: whether another page follows. */
export const oneMore = (limit: number): number => limit + 1;

/** The rows of a page and its last one, if more rows follow; `found` was read with `oneMore`. */
export function cutPage<Row>(found: Row[], limit: number): { rows: Row[]; last: Row | null } {
	const rows = found.slice(0, limit);
	return { rows, last: found.length > limit ? rows.at(-1)! : null };
}
