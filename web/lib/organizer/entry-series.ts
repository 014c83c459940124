/** People who came in within one step, from its beginning. */
export type EntryPoint = { at: string; entered: number };

const minute = 60_000;
/** Minutes. */
const steps = [1, 5, 15, 30, 60];
/** A chart of more bars is not readable on a phone; one of fewer says nothing. */
const [most, least] = [60, 12];

/**
 * Entries by minute as a chart shows them: all steps from the first entry to now, also those without any; by several
 * minutes where they would be too many. `step`: minutes. Over for an hour or longer, it ends with the last entry.
 */
export function entrySeries(
	minutes: readonly EntryPoint[],
	now: number,
): { step: number; points: EntryPoint[] } {
	const [first, last] = [minutes[0], minutes.at(-1)];
	if (!first || !last) return { step: 1, points: [] };
	const newest = Date.parse(last.at);
	const end = now - newest < 60 * minute ? Math.max(now, newest) : newest;
	const step = steps.find((each) => (end - Date.parse(first.at)) / (each * minute) < most) ?? 60;
	const size = step * minute;
	const bucket = (at: number) => Math.floor(at / size) * size;
	const until = bucket(end);
	const from = Math.max(
		Math.min(bucket(Date.parse(first.at)), until - (least - 1) * size),
		until - (most - 1) * size,
	);
	const found = new Map<number, number>();
	for (const { at, entered } of minutes) {
		const key = bucket(Date.parse(at));
		found.set(key, (found.get(key) ?? 0) + entered);
	}
	const points: EntryPoint[] = [];
	for (let at = from; at <= until; at += size)
		points.push({ at: new Date(at).toISOString(), entered: found.get(at) ?? 0 });
	return { step, points };
}
