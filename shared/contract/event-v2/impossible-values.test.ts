import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden from '../../../contracts/golden-2.json' with { type: 'json' };
import { eventV2 } from './event-v2.ts';
import { decodePowers } from './powers.ts';
import { decodeTerms } from './terms.ts';

/** Bytes of the right length, with a value that the contract writes nowhere. */
const test = suite('values that version 2 never writes');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const codeOf = (read: () => unknown): string | undefined => {
	try {
		read();
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};
/** A record with one byte changed. A tail follows, so that no length is too short. */
const changed = (record: Uint8Array, at: number, to: number): Uint8Array =>
	Uint8Array.from([...record.slice(0, at), to, ...record.slice(at + 1), ...new Uint8Array(2_000)]);

test('orders of 0 tickets, or of more than 20', () => {
	const order = bytesOf(golden.orders[0]!.bytes);
	const owner = order.slice(7);
	const of = (count: number) => {
		const masks = new Uint8Array(4 * Math.ceil(count / 8));
		return codeOf(() => eventV2.decodeOrder(Uint8Array.from([1, 0, count, ...masks, ...owner])));
	};
	for (const count of [1, 8, 9, 20]) assert.is(of(count), 'none', String(count));
	for (const count of [0, 21, 31]) assert.is(of(count), 'ORDER_LAYOUT_UNKNOWN', String(count));
});

test('addresses of another kind', () => {
	const kinds = (record: string, at: number, read: (bytes: Uint8Array) => unknown) =>
		[0, 1, 2, 3, 255].map((kind) => codeOf(() => read(changed(bytesOf(record), at, kind))));
	const refused = (code: string) => ['none', 'none', code, code, code];
	assert.equal(kinds(golden.orders[0]!.bytes, 9, eventV2.decodeOrder), refused('ORDER_LAYOUT_UNKNOWN'));
	assert.equal(kinds(golden.moved[0]!.bytes, 3, eventV2.decodeMoved), refused('ORDER_LAYOUT_UNKNOWN'));
	assert.equal(kinds(golden.state.bytes, 36, decodePowers), refused('ENTRY_UNEXPECTED'));
	const config = (bytes: Uint8Array) => eventV2.decodeConfig(new Map([['Config', bytes]]));
	assert.equal(kinds(golden.config.bytes, 47, config), refused('ENTRY_UNEXPECTED'));
});

/** Where the golden terms have their payees and tiers. */
const terms = bytesOf(golden.terms.bytes);
const { name, uri } = golden.terms.view;
const payees = 1 + 1 + name.length + 2 + uri.length + 64 + 15 + 9 + 1 + 4 + 15;
const firstPayee = payees + 1;
const tiers = payees + 1 + 3 * 36 + 44;

test('more payees or tiers than an event has, other roles and other currencies', () => {
	const of = (at: number, to: number) => codeOf(() => decodeTerms(changed(terms, at, to)));
	assert.equal([terms[payees], terms[tiers]], [4, 2], 'the counts stand here');
	const paid = (count: number) => {
		const payee = terms.slice(firstPayee, firstPayee + 36);
		const rows = Array.from({ length: count }, () => [...payee]).flat();
		return codeOf(() => decodeTerms(Uint8Array.from([...terms.slice(0, payees), count, ...rows, 0])));
	};
	assert.equal([paid(10), paid(11)], ['none', 'ENTRY_UNEXPECTED']);
	assert.equal([of(tiers, 16), of(tiers, 17)], ['none', 'ENTRY_UNEXPECTED']);
	assert.equal([of(firstPayee + 33, 4), of(firstPayee + 33, 5)], ['none', 'ENTRY_UNEXPECTED']);
	assert.equal([of(firstPayee, 1), of(firstPayee, 3)], ['none', 'ENTRY_UNEXPECTED']);
	assert.equal([of(tiers + 17, 1), of(tiers + 17, 2)], ['none', 'ENTRY_UNEXPECTED']);
});

test('more tiers, lanes, gates or redirects than there can be, and redirects of no payee', () => {
	const counters = bytesOf(golden.counters.bytes);
	const tiers = 150;
	const lanes = tiers + 1 + 2 * 12;
	assert.equal([counters[tiers], counters[lanes]], [2, 3], 'the counts stand here');
	for (const at of [tiers, lanes]) {
		const of = (to: number) => codeOf(() => eventV2.decodeCounters(changed(counters, at, to)));
		assert.equal([of(16), of(17)], ['none', 'COUNTERS_LAYOUT_UNKNOWN']);
	}
	const state = bytesOf(golden.state.bytes);
	const gates = 35;
	const redirects = gates + 1 + 33;
	assert.equal([state[gates], state[redirects], state[redirects + 1]], [1, 1, 1], 'the counts stand here');
	const of = (at: number, to: number) => codeOf(() => decodePowers(changed(state, at, to)));
	assert.equal([of(redirects, 10), of(redirects, 11)], ['none', 'ENTRY_UNEXPECTED']);
	assert.equal([of(redirects + 1, 9), of(redirects + 1, 10)], ['none', 'ENTRY_UNEXPECTED']);
	assert.is(of(gates, 17), 'ENTRY_UNEXPECTED');
});

test.run();
