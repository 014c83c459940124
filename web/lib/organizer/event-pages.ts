type Event = { no: number; startsAt: string; endsAt: string };

/** Coming events with the next one first, then past ones with the last one first. `now`: Unix milliseconds. */
export function inOrder<E extends Event>(events: readonly E[], now: number): E[] {
	const by = (sign: 1 | -1) => (a: Event, b: Event) =>
		sign * (Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.no - b.no);
	const isOver = (event: Event) => Date.parse(event.endsAt) < now;
	return [...events.filter((e) => !isOver(e)).toSorted(by(1)), ...events.filter(isOver).toSorted(by(-1))];
}

/**
 * One page of a sorted list: what follows the event numbered `after`, or the beginning if no such event is on it.
 * `next`: the number that the following page comes after, null on the last page.
 */
export function pageAfter<E extends Event>(
	events: readonly E[],
	after: string | null,
	size: number,
): { events: E[]; next: number | null } {
	const start = events.findIndex(({ no }) => String(no) === after) + 1;
	const page = events.slice(start, start + size);
	return { events: page, next: start + size < events.length ? page.at(-1)!.no : null };
}
