/** A layout shift: when, in milliseconds since the page began to load, and its score. */
export type Shift = { at: number; score: number; afterInput: boolean };
/** An event that belongs to the interaction `id`, and the milliseconds until the next frame shows its effect. */
export type Timing = { id: number; ms: number };
/**
 * What a page's own observers saw. `paintedAt`: when its largest text or picture was shown, in milliseconds; 0 before.
 * `answeredIn`: milliseconds from the request for the page to its last byte.
 */
export type Seen = { paintedAt: number; shifts: Shift[]; timings: Timing[]; answeredIn: number };
/** A touch that was lifted where it began, or a key that went down, as the page received it. */
export type Press = { kind: 'touch' | 'key'; trusted: boolean; primary: boolean };

/** An observer leaves out events that are shown faster than this. The first interaction is always there. */
export const fastestReportedMs = 16;
const longestWindowMs = 5000;
const longestGapMs = 1000;

/**
 * CLS as https://web.dev/articles/cls defines it: the largest sum of a session window, which grows by shifts less than a
 * second apart and lasts five seconds at most. Shifts just after an input are the person's own.
 */
export function layoutShift(shifts: Shift[]): number {
	let largest = 0;
	let current = { from: 0, last: Number.NEGATIVE_INFINITY, sum: 0 };
	for (const { at, score } of shifts.filter((s) => !s.afterInput).toSorted((a, b) => a.at - b.at)) {
		const continues = at - current.last < longestGapMs && at - current.from < longestWindowMs;
		current = continues
			? { ...current, last: at, sum: current.sum + score }
			: { from: at, last: at, sum: score };
		largest = Math.max(largest, current.sum);
	}
	return largest;
}

/**
 * INP as https://web.dev/articles/inp defines it for a visit of fewer than 50 interactions: the slowest one. Events with
 * no id, such as a pointer that moves, belong to no interaction.
 */
export function slowestInteraction(timings: Timing[]): number {
	const slowest = timings.filter(({ id }) => id > 0).map(({ ms }) => ms);
	if (slowest.length === 0) throw new Error('the page reports no interaction: nothing was measured');
	return Math.max(...slowest);
}

/** Each key of a number that a person must type is a tap on the phone's own keyboard. A second finger adds none. */
export const tapsIn = (presses: Press[]): number =>
	presses.filter(({ kind, trusted, primary }) => trusted && (kind === 'key' || primary)).length;
