import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Issued, type IssuedOrder, issuedTickets, readIssued } from './read-issued.ts';

const order: IssuedOrder = {
	event: 'CA',
	eventNo: 3,
	eventName: 'Blankets',
	tier: 1,
	qty: 2,
	chain: { orderId: '99', tickets: ['3168', '3169'], txHash: 'ab', ledger: 70 },
	given: [],
	ticketRefunds: [],
};
const event = {
	startsAt: '2026-12-19T11:00:00.000Z',
	endsAt: '2026-12-19T20:00:00.000Z',
	tiers: [{ name: 'Regular' }, { name: 'VIP' }],
	metadata: { document: { venue: { name: 'Racecourse', city: 'Nairobi' } } },
} as unknown as NonNullable<Issued['event']>;
const read = {
	tierName: 'VIP',
	tickets: [
		{ id: '3169', code: 'BBB-BBB' },
		{ id: '3168', code: 'CCC-CCC' },
	],
} as unknown as NonNullable<Issued['order']>;
const nothing: Issued = { order: null, event: null };

test('an order that the indexer has not read yet is asked for again, until it is there', async () => {
	const asked: string[] = [];
	const waits: number[] = [];
	const seen: Issued[] = [];
	await readIssued(order, nothing, (issued) => seen.push(issued), new AbortController().signal, {
		async get(path) {
			asked.push(path);
			if (path.startsWith('/v1/events/')) return event;
			return asked.filter((each) => each.startsWith('/v1/orders/')).length < 3 ? null : read;
		},
		async pause(ms) {
			waits.push(ms);
		},
	});
	assert.equal(seen, [
		{ order: null, event },
		{ order: read, event },
	]);
	assert.equal(waits, [1000, 2000]);
	assert.is(asked[0], '/v1/orders/99?event=3&minLedger=70');
	assert.is(
		asked.filter((each) => each === '/v1/events/3').length,
		1,
		'what is known is not asked for again',
	);
});

test('a page that is left asks no more', async () => {
	const left = new AbortController();
	let asked = 0;
	await readIssued(order, nothing, () => assert.unreachable(), left.signal, {
		async get() {
			asked++;
			return null;
		},
		async pause() {
			left.abort();
		},
	});
	assert.is(asked, 2);
});

test('a ticket shows what is known, and says what is not', () => {
	const [first, second] = issuedTickets(
		order,
		{ order: read, event },
		'https://passa.example/orders/99?event=3',
	);
	assert.equal([first!.code, second!.code], ['CCC-CCC', 'BBB-BBB']);
	assert.equal([first!.number, first!.of, first!.place], [1, 2, 'Racecourse, Nairobi']);
	const [unread] = issuedTickets(order, nothing, null);
	assert.equal([unread!.code, unread!.startsAt, unread!.place, unread!.tierName], [null, null, null, '2']);
	assert.is(issuedTickets(order, { order: null, event }, null)[0]!.tierName, 'VIP');
});

test.run();
