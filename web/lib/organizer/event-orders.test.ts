import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView } from '#indexer/client.ts';
import type { EventOrder } from '#relayer/client.ts';
import { asksPhone, doorRows, findOrders, orderRows } from './event-orders.ts';

const test = suite('orders of an event');
const wallet = `G${'A'.repeat(55)}`;

const onChain = (id: string, change: Partial<OrderView>): OrderView =>
	({
		id,
		tier: 0,
		qty: 1,
		rail: 'usdc',
		buyer: wallet,
		soldAt: '2026-12-01T10:00:00.000Z',
		n: '1',
		position: 0,
		tickets: [{ id: `${id}00`, code: 'K7M-4QX', index: 0, owner: wallet }],
		...change,
	}) as OrderView;
const byMpesa = (reference: string, change: Partial<EventOrder>): EventOrder => ({
	reference,
	cart: null,
	tier: 1,
	qty: 2,
	state: 'pending',
	amountKes: '500000',
	phone: '2547•••••678',
	payer: '',
	chainOrder: null,
	refund: null,
	createdAt: '2026-12-01T11:00:00.000Z',
	...change,
});

/** A ticket as it was sold. */
const untouched = {
	state: 'valid' as const,
	custody: true,
	payer: null,
	price: null,
	resales: 0,
	usedAt: null,
	gate: null,
};

const chain = [
	onChain('640', {}),
	onChain('704', {
		...{ rail: 'fiat', buyer: `G${'C'.repeat(55)}`, tier: 1, qty: 2, n: '2' },
		tickets: [0, 1].map((index) => ({
			id: `7040${index}`,
			code: `A${index}`,
			index,
			owner: `G${'C'.repeat(55)}`,
			...untouched,
		})),
	}),
];
const mpesa = [
	byMpesa('BBBBBBBBBB', { state: 'issued', chainOrder: '704' }),
	byMpesa('CCCCCCCCCC', {}),
	byMpesa('DDDDDDDDDD', { state: 'expired', phone: '2541•••••001' }),
];
const rows = orderRows(chain, mpesa);
const everything = { q: '', group: null, tier: null };
const references = (search: Partial<typeof everything>, byPhone: string[] = []) =>
	findOrders(rows, { ...everything, ...search }, new Set(byPhone)).map((r) => r.reference ?? r.chainOrder);

test('an order by M-Pesa is one line, with its tickets once they are issued', () => {
	assert.is(rows.length, 4);
	const issued = rows.find(({ reference }) => reference === 'BBBBBBBBBB')!;
	assert.equal([issued.group, issued.tickets.length, issued.who], ['issued', 2, '2547•••••678']);
});

test('an order whose refund is under way, or done, is not called paid; a gift is a gift', () => {
	const groupOf = (change: Partial<OrderView>, own: Partial<EventOrder> = {}) =>
		orderRows(
			[onChain('704', { rail: 'fiat', ...change })],
			[byMpesa('B', { state: 'issued', chainOrder: '704', ...own })],
		)[0]!.group;
	assert.is(groupOf({}), 'issued');
	assert.is(groupOf({}, { refund: 'open' }), 'back');
	assert.is(groupOf({}, { refund: 'done' }), 'refunded');
	assert.is(groupOf({ complimentary: true }), 'gift');
	const back = { id: '640', code: 'K', index: 0, owner: wallet, ...untouched, state: 'refunded' as const };
	assert.is(
		orderRows([onChain('640', { tickets: [back] })], [])[0]!.group,
		'refunded',
		'to the wallet, at once',
	);
});

test('orders are found by reference, ticket, code, order on chain, wallet, number, state and tier', () => {
	const { code } = rows.find(({ reference }) => reference === 'BBBBBBBBBB')!.tickets[1]!;
	assert.equal(references({ q: 'ccc ccc' }), ['CCCCCCCCCC']);
	const inCart = orderRows(
		[],
		[byMpesa('CCCCCCCCCC', { cart: 'CCCCCCCCCC' }), byMpesa('EEEEEEEEEE', { cart: 'CCCCCCCCCC' })],
	);
	assert.equal(findOrders(inCart, { ...everything, q: 'CCCC' }, new Set()).length, 2, 'with all of its cart');
	assert.equal(references({ q: '70401' }), ['BBBBBBBBBB']);
	assert.equal(references({ q: code.toLowerCase().replace('-', '') }), ['BBBBBBBBBB']);
	assert.equal(references({ q: '640' }), ['640']);
	assert.equal(references({ q: wallet }), ['640']);
	assert.equal(references({ q: '678' }, ['BBBBBBBBBB', 'CCCCCCCCCC']).toSorted(), [
		'BBBBBBBBBB',
		'CCCCCCCCCC',
	]);
	assert.equal(references({ group: 'failed' as never }), ['DDDDDDDDDD']);
	assert.equal(references({ tier: 0 as never }), ['640']);
	assert.equal(references({ q: 'ZZZZZZ' }), []);
});

test('who comes is the contact that an order names, by M-Pesa or by a wallet; a number finds both', () => {
	const named = orderRows(
		chain,
		[
			byMpesa('BBBBBBBBBB', {
				state: 'issued',
				chainOrder: '704',
				phone: '2547•••••111',
				payer: '2547•••••222',
			}),
		],
		[{ chainOrder: '640', phone: '2547•••••333' }],
	);
	assert.equal(
		doorRows(named, String).map(({ who }) => who),
		['2547•••••111', '2547•••••111', '2547•••••333'],
	);
	assert.equal(named.map(({ payer }) => payer).toSorted(), ['', '2547•••••222']);
	const found = findOrders(named, { ...everything, q: '333' }, new Set(['640']));
	assert.equal(
		found.map(({ chainOrder }) => chainOrder),
		['640'],
	);
	assert.equal(findOrders(named, { ...everything, q: '333' }, new Set()), [], 'control');
});

test('only a whole number, or three or four digits, asks the relayer for a number', () => {
	for (const q of ['678', '5678', '0712345678', '+254 712 345 678', '254112345678', '00254712345678'])
		assert.ok(asksPhone(q), q);
	for (const q of ['', '78', '45678', '345678', 'CCCCCCCCCC', wallet]) assert.not.ok(asksPhone(q), q);
});

test('the door list has a line for each ticket that is issued, sorted, and no whole number', () => {
	const list = doorRows(rows, (tier) => ['Regular', 'VIP'][tier]!);
	assert.equal(
		list.map(({ who, tier, order }) => [who, tier, order]),
		[
			['2547•••••678', 'VIP', 'BBBBBBBBBB'],
			['2547•••••678', 'VIP', 'BBBBBBBBBB'],
			['GAAA…AAAA', 'Regular', '640'],
		],
	);
	assert.not.match(JSON.stringify(list), /2547\d{8}/);
});

test.run();
