import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { groupTickets } from './ticket-groups.ts';

const now = Date.parse('2026-12-10T12:00:00Z');
const ticket = (event: string, id: string, day: number | null) => ({
	...{
		id,
		event,
		eventNo: event.charCodeAt(0),
		eventName: event,
		tierName: 'Regular',
		picture: null,
		place: null,
		code: null,
	},
	startsAt: day === null ? null : `2026-12-${String(day).padStart(2, '0')}T10:00:00.000Z`,
	endsAt: day === null ? null : `2026-12-${String(day).padStart(2, '0')}T20:00:00.000Z`,
	...{ number: 1, of: 1, href: '/', proof: null },
});
const names = (groups: { event: string; tickets: unknown[] }[]) =>
	groups.map((g) => `${g.event}${g.tickets.length}`);

test('the next event comes first, past ones stand apart with the last one first', () => {
	const all = [ticket('A', '1', 3), ticket('B', '1', 20), ticket('C', '1', 11), ticket('D', '1', 9)];
	const { coming, past } = groupTickets(all, now);
	assert.equal(names(coming), ['C1', 'B1']);
	assert.equal(names(past), ['D1', 'A1']);
});

test('an event that runs now is coming, and one whose times are unknown, too', () => {
	const { coming, past } = groupTickets([ticket('A', '1', 10), ticket('B', '1', null)], now);
	assert.equal(names(coming), ['B1', 'A1']);
	assert.equal(past, []);
});

test('a ticket that both a wallet and an order show is one, and two events may have tickets of one id', () => {
	const all = [ticket('A', '1', 11), ticket('A', '1', 11), ticket('A', '2', 11), ticket('B', '1', 12)];
	assert.equal(names(groupTickets(all, now).coming), ['A2', 'B1']);
});

test.run();
