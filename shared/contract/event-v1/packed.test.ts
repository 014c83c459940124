import { StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Counters, Order, Payer } from '../event-version.ts';
import { decodeCounters } from './counters.ts';
import { decodeMoved } from './moved.ts';
import { decodeOrder } from './order.ts';

const test = suite('packed entries');
const plainRecord = { noNullPrototype: true };
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i128 = fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n });
const sixteen = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 16, maxLength: 16 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** What version 1 does not count. */
const none = {
	...{ relayerAt: 0n, royalties: 0n, refundable: 0n, paid: 0n, shortfalls: 0n, creatorsPaid: 0n },
	...{ overpaid: 0n, owed: 0n, complimentary: 0, cancelled: false },
};

type Written = Omit<Counters, keyof typeof none | 'splitsVersion'>;
const anyCounters: fc.Arbitrary<Written> = fc.record(
	{
		flags: fc.nat(255),
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

/** Big endian, as contracts/fixtures/event-next/src/hot.rs writes it. */
const be = (value: bigint | number, size: number): number[] =>
	Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * (size - 1 - i))) & 255n));

const pack = (h: Written): Uint8Array =>
	Uint8Array.from([
		...[1, h.flags, ...be(h.termsVersion, 4), ...be(h.consents, 2), ...be(h.n, 8), ...h.log],
		...[h.gross, h.refunded, h.topUps, h.commissions].flatMap((m) => be(m, 16)),
		...h.tiers.flatMap((t) => [t.sold, t.fiatAllocated, t.fiatSold].flatMap((c) => be(c, 4))),
		...h.lanes.flatMap((l) => [...be(l.seq, 4), ...be(l.served, 8)]),
	]);

test('of counters: any values are read as they were written', () => {
	fc.assert(
		fc.property(anyCounters, (counters) => {
			assert.is(pack(counters).length, 496);
			const { termsVersion } = counters;
			assert.equal(decodeCounters(pack(counters)), { ...none, ...counters, splitsVersion: termsVersion });
		}),
	);
});

const addresses = fc.oneof(
	bytes32.map((b) => StrKey.encodeEd25519PublicKey(b)),
	bytes32.map((b) => StrKey.encodeContract(b)),
);

/** As contracts/fixtures/event-next/src/order.rs writes it; `payer` is null if it was not written. */
type WrittenOrder = Pick<
	Order,
	'custodial' | 'complimentary' | 'tier' | 'count' | 'used' | 'moved' | 'refunded' | 'owner'
> & { attributed: boolean; payer: string | null };
const orders: fc.Arbitrary<WrittenOrder> = fc.record(
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

function packOrder(o: WrittenOrder): Uint8Array {
	const flags = [o.custodial, o.complimentary, o.attributed, o.payer !== null];
	const flagByte = flags.reduce((n, set, i) => n | (set ? 1 << i : 0), 0);
	const masks = [o.used, o.moved, o.refunded].flatMap((m) => be(m, 4));
	const payer = o.payer ? packAddress(o.payer) : [];
	return Uint8Array.from([flagByte, o.tier, o.count, ...masks, ...packAddress(o.owner), ...payer]);
}

function payerOf({ custodial, owner, payer }: WrittenOrder): Payer {
	if (payer !== null) return { treasury: false, address: payer };
	return custodial ? { treasury: true } : { treasury: false, address: owner };
}

/** What version 1 does not keep of an order. It credits nobody, and only the treasury buys for others. */
const absent = { credits: null, listed: 0, termsVersion: 0, day: 0, resales: 0 };

test('of orders: any values are read as they were written', () => {
	fc.assert(
		fc.property(orders, (order) => {
			const { attributed: _, ...written } = order;
			const expected = { ...absent, ...written, fiat: order.custodial, payer: payerOf(order) };
			assert.equal(decodeOrder(packOrder(order)), expected);
		}),
	);
});

test('of a moved ticket are its owner alone', () => {
	fc.assert(
		fc.property(addresses, (owner) => {
			assert.equal(decodeMoved(owner), { custodial: false, resales: 0, owner, payer: null });
		}),
	);
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
	for (const [at, size] of [
		[15, 48],
		[48, 81],
	] as const) {
		const order = new Uint8Array(size).fill(8 * Number(size > 48), 0, 1).fill(2, at, at + 1);
		assert.is(
			code(() => decodeOrder(order)),
			'ORDER_LAYOUT_UNKNOWN',
			'an address of an unknown kind',
		);
	}
});

test('of any bytes, or none, are read or refused, and never end in another error', () => {
	const code = (read: () => unknown) => {
		try {
			read();
			return 'none';
		} catch (error) {
			return (error as { code?: string }).code;
		}
	};
	const sizes = fc.constantFrom(0, 1, 47, 48, 49, 80, 81, 82, 495, 496, 497);
	const bytes = sizes.chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
	const values = fc.oneof(bytes, fc.anything({ withBigInt: true }));
	fc.assert(
		fc.property(values, (value) => {
			assert.match(code(() => decodeCounters(value))!, /^(none|COUNTERS_LAYOUT_UNKNOWN)$/);
			assert.match(code(() => decodeOrder(value))!, /^(none|ORDER_LAYOUT_UNKNOWN)$/);
			assert.is(
				code(() => decodeMoved(value)),
				'ORDER_LAYOUT_UNKNOWN',
			);
		}),
		{ numRuns: 500 },
	);
});

test.run();
