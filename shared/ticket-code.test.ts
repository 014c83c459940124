import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type TicketPlace, ticketCode, ticketPlace } from './ticket-code.ts';

const event = 'CCKQ5T4XYHZ2W6B3JV7RNDLMFPAESGOUI6YQ5T4XYHZ2W6B3JV7RNDLM';

/** Every place of `sales` sales, each with `orders` orders of `tickets` tickets. */
function* places(sales: number, orders: number, tickets: number): Generator<TicketPlace> {
	for (let n = 0; n < sales; n++)
		for (let position = 0; position < orders; position++)
			for (let index = 0; index < tickets; index++) yield { n: BigInt(n), position, index };
}

test('no two of 200 000 tickets of an event share a code', () => {
	const codes = new Set<string>();
	for (const place of places(4000, 5, 10)) codes.add(ticketCode(event, place));
	assert.is(codes.size, 200_000);
});

test('codes of the largest places are their own, too, and longer than those of small ones', () => {
	const codes = new Set<string>();
	for (let bits = 0n; bits < 63n; bits++)
		for (const position of [0, 63]) codes.add(ticketCode(event, { n: 1n << bits, position, index: 31 }));
	assert.is(codes.size, 126);
	assert.is(ticketCode(event, { n: 200_000n, position: 0, index: 0 }).length, 7);
	assert.is(ticketCode(event, { n: 300_000n, position: 0, index: 0 }).length, 9);
});

test('a code is two groups of letters that nobody confuses, and the same each time', () => {
	for (const place of places(500, 2, 3)) {
		const code = ticketCode(event, place);
		assert.match(code, /^[2-9BCDFGHJKMNPQRSTVWXYZ]{3}-[2-9BCDFGHJKMNPQRSTVWXYZ]{3}$/);
		assert.is(ticketCode(event, place), code);
	}
	assert.is(ticketCode(event, { n: 7n, position: 1, index: 2 }), '2PD-3MJ');
});

test('a code says its place again, however people write it; what is no code says none', () => {
	for (const place of [
		...places(300, 3, 4),
		{ n: 1n << 40n, position: 63, index: 31 },
		{ n: 300_000n, position: 0, index: 0 },
	]) {
		const code = ticketCode(event, place);
		assert.equal(ticketPlace(event, code), place);
		assert.equal(ticketPlace(event, ` ${code.toLowerCase().replace('-', ' ')} `), place);
	}
	for (const text of ['', 'K7M', 'K7M-4Q', 'K7M-4QO', '💥💥💥', '2'.repeat(40), '2222-2222-2'])
		assert.is(ticketPlace(event, text), null, text);
});

test('the first ticket of another event has another code', () => {
	const first = { n: 2n, position: 0, index: 0 };
	assert.is.not(ticketCode(event, first), ticketCode(event.replace('CC', 'CD'), first));
});

test('the negative control: a hash cut to six letters repeats within 200 000 tickets', () => {
	const seen = new Set<number>();
	let all = 0;
	for (const { n, position, index } of places(4000, 5, 10)) {
		all++;
		let hash = 2166136261;
		for (const char of `${n}/${position}/${index}`) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
		seen.add((hash >>> 0) % 28 ** 6);
	}
	assert.ok(seen.size < all);
});

test.run();
