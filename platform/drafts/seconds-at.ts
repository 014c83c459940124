import { nairobiAheadMilliseconds, nairobiOffset } from '#shared/nairobi.ts';

/**
 * Unix seconds of a draft's local time, `2026-12-12T14:00` in Nairobi; null when unset, or if no such minute exists.
 * Kenya has no summer time.
 */
export function secondsAt(local: string): bigint | null {
	const [, year, month, day, hour, minute] = (/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)$/.exec(local) ?? []).map(
		Number,
	);
	const at = Date.parse(`${local}:00${nairobiOffset}`);
	if (year === undefined || Number.isNaN(at)) return null;
	// JavaScript reads 30 February as 2 March.
	const back = new Date(at + nairobiAheadMilliseconds);
	const same =
		back.getUTCFullYear() === year &&
		back.getUTCMonth() + 1 === month &&
		back.getUTCDate() === day &&
		back.getUTCHours() === hour &&
		back.getUTCMinutes() === minute;
	return same ? BigInt(at / 1000) : null;
}
