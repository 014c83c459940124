import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { groupTickets, withoutTickets } from './ticket-groups.ts';

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
		cancelled: false,
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

const order = (reference: string, change: object = {}): [string, PayOrder] => [
	reference,
	{
		...{
			reference,
			state: 'issued',
			qty: 2,
			payments: [],
			ticketRefunds: [],
			given: [],
			cart: null,
			push: null,
		},
		chain: { orderId: '1', tickets: ['32', '33'], txHash: 'h', ledger: 1 },
		...change,
	} as unknown as PayOrder,
];
const back = (state: string, tickets: number[], kind = 'refund') => ({
	state,
	tickets,
	kind,
	endedAt: state === 'returned' ? 'then' : null,
});

test('an order whose tickets are all sold, given back or given away stays in the list: its page has the receipt', () => {
	const orders = new Map([
		order('HAS-ONE', { ticketRefunds: [back('returned', [0])] }),
		order('REFUNDED', { ticketRefunds: [back('returned', [0, 1])] }),
		order('ON-ITS-WAY', { ticketRefunds: [back('voided', [0, 1])] }),
		order('SOLD-AND-GIVEN', { ticketRefunds: [back('returned', [0], 'sale')], given: ['33'] }),
		order('OFFERED', { ticketRefunds: [back('requested', [0, 1])] }),
		order('UNPAID', { state: 'pending', chain: null }),
	]);
	const references = [...orders.keys(), 'UNREAD'];
	assert.equal(withoutTickets(references, orders), [
		'ON-ITS-WAY',
		'UNPAID',
		'UNREAD',
		'REFUNDED',
		'SOLD-AND-GIVEN',
	]);
});

test.run();
