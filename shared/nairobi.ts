/** Nairobi is three hours ahead of UTC all year. */
export const nairobiOffset = '+03:00';
export const nairobiAheadMilliseconds = 3 * 3_600_000;

/** Nairobi's wall clock at a Unix time in milliseconds: `2026-12-12T14:00:00`. */
export const nairobiTime = (at: number): string =>
	new Date(at + nairobiAheadMilliseconds).toISOString().slice(0, 19);
