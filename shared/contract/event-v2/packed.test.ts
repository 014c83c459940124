import { StrKey } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from '../../hex.ts';
import type { Config, Currency, Payee, Role, Tier } from '../event.ts';
import type { Counters, CreatorAccount, MovedTicket, Order, Payer, Powers } from '../event-version.ts';
import { decodeConfig } from './config.ts';
import { decodeCounters } from './counters.ts';
import { decodeCreator } from './creator.ts';
import { decodeMoved } from './moved.ts';
import { decodeOrder } from './order.ts';
import { decodePaid } from './paid.ts';
import { decodePowers } from './powers.ts';
import { decodeSum } from './sum.ts';
import { decodeTerms, type StoredTerms } from './terms.ts';

const test = suite('packed entries of version 2');
type Any<T> = fc.Arbitrary<T>;
const upTo = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const small = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const [u8, u16, u32, u64, time] = [small(8), small(16), small(32), upTo(64), upTo(40)];
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const bytes32 = bytes(32);
/** Objects as a reader makes them. */
const of = <T>(model: { [K in keyof T]: Any<T[K]> }): Any<T> =>
	fc.record<T>(model, { noNullPrototype: true }) as Any<T>;
const upToMany = <T>(most: number, one: Any<T>) => fc.array(one, { maxLength: most });

/** Big endian, as contracts/event/src/records/packed.rs writes it. */
const be = (value: bigint | number, size: number): number[] =>
	Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * (size - 1 - i))) & 255n));
const record = (...fields: (number | Iterable<number>)[]): Uint8Array =>
	Uint8Array.from([1, ...fields.flatMap((field) => (typeof field === 'number' ? [field] : [...field]))]);
const many = <T>(items: T[], write: (item: T) => number[]) => [items.length, ...items.flatMap(write)];
const flag = (on: boolean, bit: number) => (on ? bit : 0);

const plain = fc.oneof(
	bytes32.map((b) => StrKey.encodeEd25519PublicKey(b)),
	bytes32.map((b) => StrKey.encodeContract(b)),
);
const muxed = bytes(40).map((b) => StrKey.encodeMed25519PublicKey(b));
const payTo = fc.oneof(plain, muxed);
const packAddress = (a: string): number[] => {
	if (a.startsWith('M')) return [2, ...StrKey.decodeMed25519PublicKey(a)];
	return a.startsWith('G') ? [0, ...StrKey.decodeEd25519PublicKey(a)] : [1, ...StrKey.decodeContract(a)];
};

const configs = of<Config>({
	...{ version: u32, cap: u64, min_reserve_bps: u16, attribution_key: bytes32 },
	...{ organizer: plain, registry: plain, usdc: plain },
	treasury: fc.constant(null),
});
const packConfig = (c: Config) => {
	const addresses = [c.organizer, c.registry, c.usdc, c.usdc].flatMap(packAddress);
	return record(be(c.version, 4), be(c.cap, 8), be(c.min_reserve_bps, 2), c.attribution_key, addresses);
};

const terms = of<StoredTerms>({
	name: fc.string({ unit: 'grapheme', maxLength: 8 }),
	uri: fc.string({ unit: 'grapheme', maxLength: 90 }),
	...{ metadata_hash: bytes32, place_hash: bytes32 },
	...{ starts_at: time, ends_at: time, doors_at: time },
	complimentary: u32,
	policy: of<StoredTerms['policy']>({
		...{ transferable: fc.boolean(), consent: fc.boolean(), resale_limit: u8 },
		...{ commission_cap_bps: u16, resale_cap_bps: u16, reserve_bps: u16, royalty_bps: u16 },
		...{ freeze_at: time, refund_until: time, release_at: time },
	}),
	payees: upToMany(10, of<Payee>({ address: payTo, role: fc.nat(4) as Any<Role>, bps: u16 })),
	tiers: upToMany(
		16,
		of<Tier>({
			face: of<Tier['face']>({ amount: u64, currency: fc.nat(1) as Any<Currency> }),
			...{ price: u64, capacity: u32, fiat_quota: u32, opens_at: time, closes_at: time, per_order: u8 },
		}),
	),
});
function packTerms(t: StoredTerms): Uint8Array {
	const [name, uri] = [t.name, t.uri].map((s) => new TextEncoder().encode(s)) as [Uint8Array, Uint8Array];
	const p = t.policy;
	const rates = [p.reserve_bps, p.royalty_bps, p.commission_cap_bps, p.resale_cap_bps];
	const tier = (of: Tier) => [
		...[...be(of.price, 8), ...be(of.face.amount, 8), of.face.currency],
		...[...be(of.capacity, 4), ...be(of.fiat_quota, 4), ...be(of.opens_at, 5), ...be(of.closes_at, 5)],
		of.per_order,
	];
	return record(
		...[name.length, name, be(uri.length, 2), uri, t.metadata_hash, t.place_hash!],
		[t.starts_at, t.ends_at, t.doors_at].flatMap((at) => be(at, 5)),
		flag(p.transferable, 1) | flag(p.consent, 2),
		rates.flatMap((bps) => be(bps, 2)),
		p.resale_limit,
		be(t.complimentary, 4),
		[p.freeze_at, p.refund_until, p.release_at].flatMap((at) => be(at, 5)),
		many(t.payees, ({ address, role, bps }) => [...packAddress(address), role, ...be(bps, 2)]),
		many(t.tiers, tier),
	);
}

const money = {
	gross: u64,
	royalties: u64,
	refunded: u64,
	refundable: u64,
	paid: u64,
	topUps: u64,
	shortfalls: u64,
	commissions: u64,
	creatorsPaid: u64,
	overpaid: u64,
	owed: u64,
};
const noLane = { seq: 0, served: 0n };
const counters = of<Counters>({
	...money,
	flags: u16,
	termsVersion: u32,
	splitsVersion: u32,
	consents: u16,
	relayerAt: time,
	n: u64,
	log: bytes32,
	complimentary: u32,
	cancelled: fc.boolean(),
	tiers: upToMany(16, of<Counters['tiers'][0]>({ sold: u32, fiatAllocated: u32, fiatSold: u32 })),
	lanes: upToMany(16, of<Counters['lanes'][0]>({ seq: u32, served: u64 })),
}).map((c) => ({ ...c, flags: (c.flags & ~8) | flag(c.cancelled, 8) }));
const packCounters = (c: Counters) =>
	record(
		...[be(c.flags, 2), be(c.termsVersion, 4), be(c.splitsVersion, 4), be(c.consents, 2)],
		...[be(c.relayerAt, 5), be(c.n, 8), c.log],
		(Object.keys(money) as (keyof typeof money)[]).flatMap((name) => be(c[name], 8)),
		be(c.complimentary, 4),
		many(c.tiers, (t) => [t.sold, t.fiatAllocated, t.fiatSold].flatMap((n) => be(n, 4))),
		many(c.lanes, (lane) => [...be(lane.seq, 4), ...be(lane.served, 8)]),
	);
const withLanes = (c: Counters) => ({
	...c,
	lanes: [...c.lanes, ...Array.from({ length: 16 - c.lanes.length }, () => noLane)],
});

const powers = of<Powers>({
	cancelledAt: time,
	postponedBy: time,
	frozenAt: time,
	frozenUntil: time,
	window: of<Powers['window']>({ at: time, until: time, version: u32 }),
	gates: upToMany(16, plain),
	redirects: upToMany(10, of<Powers['redirects'][0]>({ payee: fc.nat(9), from: time, to: payTo })),
});
const packPowers = ({ window, ...p }: Powers) => {
	const times = [p.cancelledAt, p.postponedBy, p.frozenAt, p.frozenUntil, window.at, window.until];
	return record(
		times.flatMap((at) => be(at, 5)),
		be(window.version, 4),
		many(p.gates, packAddress),
		many(p.redirects, ({ payee, from, to }) => [payee, ...be(from, 5), ...packAddress(to)]),
	);
};

const payers: Any<Payer | null> = fc.oneof(
	fc.constant(null),
	fc.constant<Payer>({ treasury: true }),
	plain.map((address): Payer => ({ treasury: false, address })),
);
/** Null: its owner. */
const payerFlags = (payer: Payer | null) => (payer === null ? 0 : payer.treasury ? 32 : 8);
const payerTail = (payer: Payer | null) => (payer?.treasury === false ? packAddress(payer.address) : []);
const paidBy = (payer: Payer | null, owner: string): Payer => payer ?? { treasury: false, address: owner };

type Written<T> = { record: Uint8Array; means: T };
const masks = ['used', 'moved', 'listed', 'refunded'] as const;
const orders: Any<Written<Order>> = fc.integer({ min: 1, max: 20 }).chain((count) => {
	const mask = small(8 * Math.ceil(count / 8));
	const model = {
		...{ custodial: fc.boolean(), complimentary: fc.boolean(), fiat: fc.boolean(), tier: fc.nat(15) },
		...{ count: fc.constant(count), used: mask, moved: mask, listed: mask, refunded: mask },
		...{ termsVersion: u16, day: u16, resales: u8, owner: plain },
		credits: fc.option(bytes(16).map(hex)),
		payer: payers,
	};
	return of<Omit<Order, 'payer'> & { payer: Payer | null }>(model).map((o) => {
		const flags =
			flag(o.custodial, 1) | flag(o.complimentary, 2) | flag(o.credits !== null, 4) | flag(o.fiat, 16);
		const all = flags | flag(o.resales > 0, 64) | payerFlags(o.payer);
		return {
			means: { ...o, day: o.fiat ? o.day : 0, payer: paidBy(o.payer, o.owner) },
			record: record(
				be((all << 9) | (o.tier << 5) | count, 2),
				masks.flatMap((name) => be(o[name], Math.ceil(count / 8))),
				...[be(o.termsVersion, 2), packAddress(o.owner), o.fiat ? be(o.day, 2) : []],
				...[Buffer.from(o.credits ?? '', 'hex'), o.resales > 0 ? [o.resales] : [], payerTail(o.payer)],
			),
		};
	});
});

const movedModel = { custodial: fc.boolean(), resales: u8, owner: plain };
const moved: Any<Written<MovedTicket>> = fc
	.tuple(of<Pick<MovedTicket, keyof typeof movedModel>>(movedModel), payers, fc.boolean())
	.map(([m, payer, orderPaid]) => ({
		means: { ...m, payer: orderPaid ? 'order' : paidBy(payer, m.owner) },
		record: record(
			flag(m.custodial, 1) | (orderPaid ? 64 : payerFlags(payer)),
			...[m.resales, packAddress(m.owner), orderPaid ? [] : payerTail(payer)],
		),
	}));

const creators = of<CreatorAccount>({ bps: u16, earned: u64, paid: u64, points: u64 });
const written = <T>(values: Any<T>, pack: (value: T) => Uint8Array, meaning = (value: T) => value) =>
	values.map((value): Written<unknown> => ({ record: pack(value), means: meaning(value) }));

type Kind = { values: Any<Written<unknown>>; read(value: unknown): unknown; refusal?: string };
const payees = 4;
const kinds: Record<string, Kind> = {
	config: { values: written(configs, packConfig), read: decodeConfig },
	terms: { values: written(terms, packTerms), read: decodeTerms },
	counters: {
		values: written(counters, packCounters, withLanes),
		read: decodeCounters,
		refusal: 'COUNTERS_LAYOUT_UNKNOWN',
	},
	paid: {
		values: written(fc.array(u64, { minLength: payees, maxLength: payees }), (sums) =>
			record(sums.flatMap((sum) => be(sum, 8))),
		),
		read: (value) => decodePaid(value, payees),
	},
	powers: { values: written(powers, packPowers), read: decodePowers },
	order: { values: orders, read: decodeOrder, refusal: 'ORDER_LAYOUT_UNKNOWN' },
	moved: { values: moved, read: decodeMoved, refusal: 'ORDER_LAYOUT_UNKNOWN' },
	creator: {
		values: written(creators, (c) => record(be(c.bps, 2), be(c.earned, 8), be(c.paid, 8), be(c.points, 8))),
		read: decodeCreator,
	},
	sum: { values: written(u64, (sum) => record(be(sum, 8))), read: decodeSum },
};

const codeOf = (read: () => unknown): string | undefined => {
	try {
		read();
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};

for (const [name, { values, read, refusal = 'ENTRY_UNEXPECTED' }] of Object.entries(kinds)) {
	test(`of ${name}: any values are read as they were written, whatever follows them`, () => {
		fc.assert(
			fc.property(values, fc.uint8Array(), ({ record, means }, tail) => {
				assert.equal(read(record), means);
				assert.equal(read(Uint8Array.from([...record, ...tail])), means);
				// Not from the beginning of a buffer.
				assert.equal(read(Uint8Array.from([7, ...record]).subarray(1)), means);
			}),
		);
	});

	test(`of ${name}: a record that is cut, has another layout or is not bytes is refused`, () => {
		fc.assert(
			fc.property(values, fc.nat(), fc.integer({ min: 2, max: 255 }), ({ record }, cut, layout) => {
				assert.is(
					codeOf(() => read(record.slice(0, cut % record.length))),
					refusal,
				);
				for (const other of [0, layout])
					assert.is(
						codeOf(() => read(Uint8Array.from([other, ...record.slice(1)]))),
						refusal,
					);
			}),
		);
		for (const other of [undefined, null, 1n, '', [1, 2], {}])
			assert.is(
				codeOf(() => read(other)),
				refusal,
			);
	});

	test(`of ${name}: any bytes are read or refused, and never end in another error`, () => {
		const begun = fc.uint8Array({ maxLength: 700 }).map((b) => Uint8Array.from([1, ...b]));
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array(), begun), (bytes) => {
				assert.ok(['none', refusal].includes(codeOf(() => read(bytes))!));
			}),
			{ numRuns: 500 },
		);
	});
}

test.run();
