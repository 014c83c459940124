import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	type Account,
	accounts,
	type Books,
	cash,
	creatorAccount,
	sharesOf,
	spare,
	splitsOf,
} from './accounting.ts';

const test = suite('accounting');

/** Prices are multiples of this: one basis point of any price is then a whole stroop. */
const step = 10_000n;

const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);
const entitlements = (books: Books, now = 0n): bigint[] => accounts(books, now).map((a) => a.entitled);
const dues = (books: Books, now = 0n): bigint => sum(accounts(books, now).map((a) => a.due));

/** 2 to 10 shares of at least one basis point that add up to 10 000. */
const shares = fc
	.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 9 })
	.map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 10_000])
	.map((edges) => edges.slice(1).map((edge, i) => edge - edges[i]!));

const sale = fc.record({
	kind: fc.constant('sale' as const),
	qty: fc.integer({ min: 1, max: 20 }),
	creator: fc.nat(3),
});
const payout = fc.record({ kind: fc.constant('payout' as const), mask: fc.nat(1023) });
const refund = fc.record({
	kind: fc.constant('refund' as const),
	order: fc.nat(),
	qty: fc.integer({ min: 1, max: 20 }),
});
const repay = fc.record({ kind: fc.constant('repay' as const) });
type Move =
	| { kind: 'sale'; qty: number; creator: number }
	| { kind: 'payout'; mask: number }
	| { kind: 'refund'; order: number; qty: number }
	| { kind: 'repay' };
const moves: fc.Arbitrary<Move[]> = fc.array(fc.oneof(sale, sale, payout, refund, repay), {
	maxLength: 60,
	size: 'max',
});

const nothing = (bps: number[]): Books => ({
	gross: 0n,
	refunded: 0n,
	topUps: 0n,
	shortfalls: 0n,
	commissions: 0n,
	creatorsPaid: 0n,
	overpaid: 0n,
	cancelled: false,
	bps,
	paid: bps.map(() => 0n),
	reserveBps: 0,
	releaseAt: 0n,
});

type Order = { creator: number; qty: number };
type Model = {
	books: Books;
	orders: Order[];
	earned: bigint[];
	got: bigint[];
	held: bigint;
	price: bigint;
	rates: bigint[];
};

/** What must stay in the contract for payees and creators: `need` of accounting-model.py. */
const need = (books: Books, earned: bigint[], got: bigint[]): bigint =>
	dues(books) + sum(earned.map((e, i) => (e > got[i]! ? e - got[i]! : 0n)));

const commission = (m: Model, creator: number, qty: number): bigint =>
	creator === 0 ? 0n : BigInt(qty) * ((m.price * m.rates[creator - 1]!) / 10_000n);

/** The executable model of the accounting (accounting-model.py) with this room's own arithmetic. */
function play(m: Model, move: Move): void {
	const { books } = m;
	if (move.kind === 'sale') {
		const { creator, qty } = move;
		books.gross += m.price * BigInt(qty);
		m.held += m.price * BigInt(qty);
		const earns = commission(m, creator, qty);
		books.commissions += earns;
		if (creator > 0) m.earned[creator - 1]! += earns;
		m.orders.push({ creator, qty });
	} else if (move.kind === 'payout') payOut(m, move.mask);
	else if (move.kind === 'refund') refundTickets(m, move);
	else handBack(m);
	countCreators(m);
}

/** Payees by the mask, creators by the same bits. */
function payOut(m: Model, mask: number): void {
	const pay = (i: number, due: bigint, got: bigint[]) => {
		if (((mask >> i) & 1) === 0 || due <= 0n) return;
		assert.ok(m.held >= due, 'a due can always be paid');
		got[i]! += due;
		m.held -= due;
	};
	for (const [i, { due }] of accounts(m.books, 0n).entries()) pay(i, due, m.books.paid);
	for (const [i, earned] of m.earned.entries())
		pay(i, creatorAccount(m.books, { earned, paid: m.got[i]! }, 0n).due, m.got);
}

/** What the contract keeps as totals over creators. */
function countCreators(m: Model): void {
	m.books.creatorsPaid = sum(m.got);
	m.books.overpaid = sum(m.got.map((got, i) => (got > m.earned[i]! ? got - m.earned[i]! : 0n)));
}

function refundTickets(m: Model, { order: at, qty }: { order: number; qty: number }): void {
	const order = m.orders[at % Math.max(1, m.orders.length)];
	if (!order || order.qty === 0) return;
	const taken = Math.min(qty, order.qty);
	const amount = m.price * BigInt(taken);
	const back = commission(m, order.creator, taken);
	const after = { ...m.books, refunded: m.books.refunded + amount, commissions: m.books.commissions - back };
	const earned = m.earned.map((e, i) => (i === order.creator - 1 ? e - back : e));
	// The organizer tops up what is short, so that nobody else's due is touched.
	const short = need(after, earned, m.got) - (m.held - amount);
	if (short > 0n) {
		after.topUps += short;
		m.held += short;
	}
	m.held -= amount;
	order.qty -= taken;
	m.books = after;
	m.earned = earned;
	countCreators(m);
	assert.ok(spare(m.books) >= 0n, 'what was put in covers what anybody got too much');
}

/** Top-ups go back but for what somebody was paid too much. */
function handBack(m: Model): void {
	const beyond = (had: bigint, right: bigint) => (had > right ? had - right : 0n);
	const payees = accounts(m.books, 0n).map((a) => beyond(a.paid, a.entitled));
	const over = sum([...payees, ...m.got.map((got, i) => beyond(got, m.earned[i]!))]);
	const free = m.books.topUps > over ? m.books.topUps - over : 0n;
	assert.is(spare(m.books), m.books.topUps - over, 'what is spare is what nobody got too much');
	m.books.topUps -= free;
	m.held -= free;
}

const start = (bps: number[], price: bigint, rates: number[]): Model => ({
	books: nothing(bps),
	orders: [],
	earned: [0n, 0n, 0n],
	got: [0n, 0n, 0n],
	held: 0n,
	price,
	// Commission comes out of the organizer's share and is capped by it.
	rates: rates.map((r) => BigInt(r % (bps[0]! + 1))),
});

const prices = fc.bigInt({ min: 1n, max: 1_000_000n }).map((n) => n * step);
const rates = fc.array(fc.nat(10_000), { minLength: 3, maxLength: 3 });

test('holds over random histories of sales, payouts, refunds and top-ups', () => {
	fc.assert(
		fc.property(shares, prices, rates, moves, (bps, price, creatorRates, history) => {
			const m = start(bps, price, creatorRates);
			for (const move of history) {
				play(m, move);
				const net = m.books.gross - m.books.refunded;
				assert.is(
					sum(entitlements(m.books)) + m.books.commissions,
					net,
					'shares and commissions are the revenue',
				);
				assert.is(cash(m.books), m.held, 'cash is what is held');
				assert.ok(m.held >= need(m.books, m.earned, m.got), 'cash covers every due');
				assert.ok(entitlements(m.books).every((e) => e >= 0n));
			}
		}),
		{ numRuns: 500 },
	);
});

test('an entitlement never falls by a sale, and each share is exact to the stroop', () => {
	fc.assert(
		fc.property(
			shares,
			prices,
			fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }),
			(bps, price, sales) => {
				let gross = 0n;
				for (const qty of sales) {
					const before = entitlements({ ...nothing(bps), gross });
					const split = splitsOf(bps, gross, price * BigInt(qty));
					gross += price * BigInt(qty);
					const after = entitlements({ ...nothing(bps), gross });
					assert.ok(after.every((a, i) => a >= before[i]!));
					assert.equal(
						split,
						after.map((a, i) => a - before[i]!),
					);
					assert.equal(
						split,
						bps.map((b) => (price * BigInt(qty) * BigInt(b)) / 10_000n),
					);
				}
			},
		),
	);
});

/** What the histories above would find if prices could be anything: payee 0's remainder falls as others round up. */
test('negative control: at a price of one stroop an entitlement falls', () => {
	const bps = [3334, 3333, 3333];
	const organizer = [1n, 2n, 3n, 4n].map((gross) => entitlements({ ...nothing(bps), gross })[0]!);
	assert.ok(
		organizer.some((e, i) => i > 0 && e < organizer[i - 1]!),
		String(organizer),
	);
});

test('negative control: shares that all round down do not add up', () => {
	const naive = (gross: bigint, bps: number[]) => sum(bps.map((b) => (gross * BigInt(b)) / 10_000n));
	assert.is.not(naive(10_001n, [3334, 3333, 3333]), 10_001n);
	assert.is(sum(entitlements({ ...nothing([3334, 3333, 3333]), gross: 10_001n })), 10_001n);
});

test('a reserve is held back until its time, and then all of it is due', () => {
	const any = fc.record({
		reserve: fc.nat(10_000),
		sold: fc.bigInt({ min: 0n, max: 10n ** 9n }),
		bps: shares,
	});
	fc.assert(
		fc.property(any, ({ reserve, sold, bps }) => {
			const books = { ...nothing(bps), gross: sold * step, reserveBps: reserve, releaseAt: 100n };
			const early: Account[] = accounts(books, 99n);
			assert.ok(early.every((a) => a.due <= a.entitled));
			assert.is(dues(books, 100n), books.gross);
			if (reserve === 10_000) assert.is(dues(books, 99n), 0n);
			if (reserve === 0) assert.is(dues(books, 99n), books.gross);
		}),
	);
});

test('a payee that was paid too much is due nothing, not less than nothing', () => {
	const books = {
		...nothing([6000, 4000]),
		gross: 100n * step,
		refunded: 50n * step,
		paid: [60n * step, 0n],
	};
	assert.equal(accounts(books, 0n), [
		{ entitled: 30n * step, paid: 60n * step, due: 0n },
		{ entitled: 20n * step, paid: 0n, due: 20n * step },
	]);
});

test('after a cancel nobody is due anything, whatever was earned', () => {
	const books = { ...nothing([6000, 4000]), gross: 100n * step, commissions: 10n * step };
	const creator = { earned: 10n * step, paid: 0n };
	assert.is(dues(books) + creatorAccount(books, creator, 0n).due, 100n * step);
	const cancelled = { ...books, cancelled: true };
	assert.is(dues(cancelled) + creatorAccount(cancelled, creator, 0n).due, 0n);
});

test("a creator's commission waits for the release as a share does", () => {
	const books = { ...nothing([6000, 4000]), reserveBps: 2_500, releaseAt: 100n };
	assert.is(creatorAccount(books, { earned: 1_000n, paid: 0n }, 99n).due, 750n);
	assert.is(creatorAccount(books, { earned: 1_000n, paid: 750n }, 100n).due, 250n);
});

test('what the treasury bore of a reversal is cash, and spare once nobody has too much', () => {
	const books = { ...nothing([6000, 4000]), gross: 100n, refunded: 100n, paid: [60n, 0n], shortfalls: 60n };
	assert.is(cash(books), 0n);
	assert.is(spare(books), 0n);
	assert.is(spare({ ...books, paid: [50n, 0n] }), 10n);
	assert.is(spare({ ...books, overpaid: 1n }), -1n);
});

test('a sale after a refund in proportion splits by what is left, commissions out of the first share', () => {
	const bps = [3334, 3333, 3333];
	const split = splitsOf(bps, 10_001n, 10_000n, 700n);
	assert.is(sum(split), 10_000n - 700n);
	assert.equal(split, [2_634n, 3_333n, 3_333n]);
	assert.is.not(splitsOf(bps, 10_002n, 9_999n)[1], splitsOf(bps, 0n, 9_999n)[1]);
	assert.is(sum(sharesOf(bps, 7n)), 7n);
});

test.run();
