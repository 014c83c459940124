import { StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCounters } from './counters.ts';
import type { Counters } from '../event-version.ts';
import { decodeOrder } from './order.ts';
import type { Order } from '../event-version.ts';

const test = suite('packed entries');
const plainRecord = { noNullPrototype: true };
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i128 = fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n });
const sixteen = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 16, maxLength: 16 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

const anyCounters: fc.Arbitrary<Counters> = fc.record(
	{
		status: fc.nat(255),
		termsVersion: u32,
		consents: u16,
		n: u64,
		log: bytes32,
		gross: i128,
		refunded: i128,
		topUps: i128,
		commissions: i128,
		tiers: sixteen(fc.record({ sold: u32, fiatAllocated: u32, fiatSold: u32 }, plainRecord)),
		lanes: sixteen(fc.record({ seq: u32, served: u64 }, plainRecord)),
	},
	plainRecord,
);

/** Big endian, as contracts/event/src/hot.rs writes it. */
const be = (value: bigint | number, size: number): number[] =>
	Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * (size - 1 - i))) & 255n));

const pack = (h: Counters): Uint8Array =>
	Uint8Array.from([
		...[1, h.status, ...be(h.termsVersion, 4), ...be(h.consents, 2), ...be(h.n, 8), ...h.log],
		...[h.gross, h.refunded, h.topUps, h.commissions].flatMap((m) => be(m, 16)),
		...h.tiers.flatMap((t) => [t.sold, t.fiatAllocated, t.fiatSold].flatMap((c) => be(c, 4))),
		...h.lanes.flatMap((l) => [...be(l.seq, 4), ...be(l.served, 8)]),
	]);

test('of counters: any values are read as they were written', () => {
	fc.assert(
		fc.property(anyCounters, (counters) => {
			assert.is(pack(counters).length, 496);
			assert.equal(decodeCounters(pack(counters)), counters);
		}),
	);
});

const addresses = fc.oneof(
	bytes32.map((b) => StrKey.encodeEd25519PublicKey(b)),
	bytes32.map((b) => StrKey.encodeContract(b)),
);

const orders: fc.Arbitrary<Order> = fc.record(
	{
		custodial: fc.boolean(),
		complimentary: fc.boolean(),
		attributed: fc.boolean(),
		tier: fc.nat(15),
		count: fc.integer({ min: 1, max: 20 }),
		used: u32,
		moved: u32,
		refunded: u32,
		owner: addresses,
		payer: fc.option(addresses),
	},
	plainRecord,
);

const packAddress = (a: string): number[] =>
	a.startsWith('G') ? [0, ...StrKey.decodeEd25519PublicKey(a)] : [1, ...StrKey.decodeContract(a)];

function packOrder(o: Order): Uint8Array {
	const flags = [o.custodial, o.complimentary, o.attributed, o.payer !== null];
	const flagByte = flags.reduce((n, set, i) => n | (set ? 1 << i : 0), 0);
	const masks = [o.used, o.moved, o.refunded].flatMap((m) => be(m, 4));
	const payer = o.payer ? packAddress(o.payer) : [];
	return Uint8Array.from([flagByte, o.tier, o.count, ...masks, ...packAddress(o.owner), ...payer]);
}

test('of orders: any values are read as they were written', () => {
	fc.assert(fc.property(orders, (order) => assert.equal(decodeOrder(packOrder(order)), order)));
});

test('of another length or layout are refused', () => {
	const code = (read: () => unknown) => {
		try {
			read();
			return 'none';
		} catch (error) {
			return (error as { code?: string }).code;
		}
	};
	const counters = new Uint8Array(496);
	assert.is(
		code(() => decodeCounters(counters)),
		'COUNTERS_LAYOUT_UNKNOWN',
	);
	counters[0] = 1;
	assert.is(
		code(() => decodeCounters(counters)),
		'none',
	);
	assert.is(
		code(() => decodeCounters(counters.slice(1))),
		'COUNTERS_LAYOUT_UNKNOWN',
	);
	for (const [flags, size] of [
		[0, 49],
		[0, 47],
		[8, 48],
		[0, 0],
	] as const) {
		const order = new Uint8Array(size).fill(flags, 0, 1);
		assert.is(
			code(() => decodeOrder(order)),
			'ORDER_LAYOUT_UNKNOWN',
			`${flags} ${size}`,
		);
	}
});

test.run();
