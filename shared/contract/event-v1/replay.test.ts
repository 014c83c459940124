import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config, Terms } from '../event.ts';
import type { ReplayedState, Rule } from '../event-version.ts';
import type { EventName, PassaEvent, Payloads } from '../passa-event.ts';
import type { RawEvent } from '../raw-event.ts';
import { replay } from './replay.ts';

const test = suite('replay of version 1');
const self = 'CSELF';
const batch = 1n << 58n;

const terms: Terms = {
	name: 'A night out',
	uri: '',
	metadata_hash: new Uint8Array(32),
	place_hash: null,
	starts_at: 1_000n,
	ends_at: 2_000n,
	doors_at: 1_000n,
	complimentary: 0,
	payees: [
		{ address: 'GORGANIZER', bps: 6_000, role: 0 },
		{ address: 'GARTIST', bps: 4_000, role: 1 },
	],
	policy: {
		commission_cap_bps: 0,
		consent: false,
		freeze_at: 900n,
		refund_until: 0n,
		release_at: 3_000n,
		resale_cap_bps: 0,
		resale_limit: 0,
		reserve_bps: 5_000,
		royalty_bps: 0,
		transferable: true,
	},
	tiers: [
		{
			price: 100_000n,
			face: { amount: 100n, currency: 0 },
			capacity: 10,
			fiat_quota: 4,
			opens_at: 0n,
			closes_at: 900n,
			per_order: 5,
		},
	],
	terms_version: 1,
	splits_version: 1,
};
const config: Config = {
	attribution_key: new Uint8Array(32),
	cap: 10n ** 15n,
	min_reserve_bps: 0,
	organizer: 'GORGANIZER',
	registry: 'CREGISTRY',
	treasury: 'GTREASURY',
	usdc: 'CUSDC',
	version: 1,
};

const event = <N extends EventName>(name: N, payload: Payloads[N]): PassaEvent =>
	({ name, payload, n: 0n, log: new Uint8Array(32) }) as unknown as PassaEvent;
const evidence = new Uint8Array(32);

/** Both rails, a batch served in part, an only ticket and one of three on the move, and a payout of half. */
const history = (): PassaEvent[] =>
	[
		event('created', { config, terms }),
		event('splits_set', { payees: terms.payees, policy: null, splits_version: 2, terms_version: 2 }),
		event('sold', {
			buyer: 'GFAN',
			credits: [],
			inputs_hash: null,
			model: 0,
			orders: [
				[1n, 0, 3, []],
				[2n, 0, 1, []],
			],
			terms_version: 2,
			total: 400_000n,
		}),
		event('allocated', { by_organizer: false, fiat_allocated: 2, tier: 0 }),
		event('settled', {
			items: [
				['GC1', 0, 2, evidence, [], null],
				['GC2', 0, 3, evidence, [], null],
			],
			lane: 2,
			seq: 1,
			served: 1n,
			total: 200_000n,
		}),
		event('moved', { from: 'GFAN', to: 'GFRIEND', ticket: (1n << 5n) | 1n }),
		event('moved', { from: 'GFRIEND', to: 'GOTHER', ticket: (1n << 5n) | 1n }),
		event('moved', { from: 'GFAN', to: 'GFRIEND', ticket: 2n << 5n }),
		event('paid', { payees: [[1, 120_000n]], creators: [] }),
	].map((each, i) => ({ ...each, n: BigInt(i + 1) }));

const rawOf = (events: PassaEvent[], times: Record<number, number> = {}): RawEvent[] =>
	events.map((_, i) => ({
		id: `${i + 1}`,
		ledger: i + 1,
		ledgerClosedAt: new Date((times[i] ?? 100 + i) * 1000).toISOString(),
		contractId: self,
		txHash: `t${i + 1}`,
		topic: [],
		value: '',
		inSuccessfulContractCall: true,
	}));
const replayed = (events = history(), times = {}): ReplayedState =>
	replay(rawOf(events, times), events, self)!;
const broken = (r: ReplayedState): [string, string[]][] =>
	Object.entries(r.broken).filter(([, ids]) => ids.length > 0);

test('gives orders, holders, counters and what USDC moved', () => {
	const r = replayed();
	assert.equal(broken(r), []);
	assert.is(r.counters.gross, 600_000n);
	assert.equal(r.counters.tiers[0], { sold: 6, fiatAllocated: 2, fiatSold: 2 });
	assert.equal(r.counters.lanes[2], { seq: 1, served: 1n });
	assert.equal(r.paid, [0n, 120_000n]);
	assert.is(r.orders.get(1n)!.moved, 0b010);
	assert.is(r.moved.get((1n << 5n) | 1n)!.owner, 'GOTHER');
	const only = r.orders.get(2n)!;
	assert.equal([only.owner, only.payer, only.moved], ['GFRIEND', { treasury: false, address: 'GFAN' }, 0]);
	const settled = r.orders.get(batch | (2n << 38n) | (1n << 6n))!;
	assert.equal([settled.owner, settled.custodial, settled.payer], ['GC1', true, { treasury: true }]);
	assert.equal(
		r.movements.map(({ event: id, from, to, amount }) => [id, from, to, amount]),
		[
			['3', 'GFAN', self, 400_000n],
			['5', 'GTREASURY', self, 500_000n],
			['5', self, 'GTREASURY', 300_000n],
			['9', self, 'GARTIST', 120_000n],
		],
	);
});

test('leaves the events that it reads as they are, and needs the creation first', () => {
	const events = history();
	replayed(events);
	assert.equal(events, history());
	assert.is(replay(rawOf(events.slice(1)), events.slice(1), self), null);
});

type Change = (events: PassaEvent[]) => void;
const payload = <N extends EventName>(events: PassaEvent[], at: number): Payloads[N] =>
	events[at]!.payload as Payloads[N];

const controls: [Rule, string, Change, Record<number, number>?][] = [
	['mispriced', 'a sale for less', (e) => payload<'sold'>(e, 2).total--],
	['wrongTerms', 'a sale under older terms', (e) => payload<'sold'>(e, 2).terms_version--],
	['wrongTerms', 'a sale outside its window', () => {}, { 2: 901 }],
	['wrongTerms', 'a batch twice', (e) => e.push({ ...e[4]!, n: 10n } as PassaEvent)],
	[
		'lateSplits',
		'splits after a sale',
		(e) => e.push(event('splits_set', { ...payload<'splits_set'>(e, 1), terms_version: 3 })),
	],
	['overSold', 'more than fiat holds', (e) => payload<'allocated'>(e, 3).fiat_allocated--],
	['overSold', 'more seats for fiat than its quota', (e) => (payload<'allocated'>(e, 3).fiat_allocated = 5)],
	['wrongPayouts', 'one stroop more', (e) => payload<'paid'>(e, 8).payees[0]![1]++],
	['wrongPayouts', 'half, after the release of all', () => {}, { 8: 3_001 }],
	['wrongOwners', 'a ticket by who does not hold it', (e) => (payload<'moved'>(e, 6).from = 'GFAN')],
	['wrongOwners', 'a ticket after the freeze', () => {}, { 7: 901 }],
	['wrongOwners', 'an order twice', (e) => (payload<'sold'>(e, 2).orders[1]![0] = 1n)],
];
for (const [rule, what, change, times = {}] of controls)
	test(`refuses ${what}`, () => {
		const events = structuredClone(history());
		change(events);
		assert.ok(replayed(events, times).broken[rule].length > 0, rule);
	});

test.run();
