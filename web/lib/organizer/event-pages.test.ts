import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inOrder, pageAfter } from './event-pages.ts';

const now = Date.parse('2026-12-10T12:00:00Z');
const event = (no: number, day: number) => ({
	no,
	startsAt: `2026-12-${String(day).padStart(2, '0')}T10:00:00Z`,
	endsAt: `2026-12-${String(day).padStart(2, '0')}T20:00:00Z`,
});
const events = [event(1, 1), event(2, 20), event(3, 10), event(4, 9), event(5, 20)];
const nos = (list: { no: number }[]) => list.map(({ no }) => no);

test('what comes next is first, what is over is last, and no event is left out', () => {
	assert.equal(nos(inOrder(events, now)), [3, 2, 5, 4, 1]);
});

test('the pages of a list hold each event once, and the last one has no next', () => {
	const list = inOrder(events, now);
	for (const size of [1, 2, 3, 5, 9]) {
		const seen: number[] = [];
		for (let after: string | null = ''; after !== null; ) {
			const page: ReturnType<typeof pageAfter<(typeof list)[number]>> = pageAfter(list, after, size);
			seen.push(...nos(page.events));
			after = page.next === null ? null : String(page.next);
		}
		assert.equal(seen, nos(list), `pages of ${size}`);
	}
});

test('a place that is not on the list is its beginning', () => {
	for (const after of [null, '', '99', '-1', 'x', '1e9'])
		assert.equal(nos(pageAfter(inOrder(events, now), after, 2).events), [3, 2], String(after));
	assert.equal(pageAfter([], '3', 2), { events: [], next: null });
});

test.run();
