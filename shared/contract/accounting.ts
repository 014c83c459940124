/**
 * An event's totals and shares, in stroops: the same arithmetic as contracts/event/src/money/accounting.rs. An older
 * version has 0 of what it does not know.
 */
export type Books = {
	gross: bigint;
	refunded: bigint;
	/** What the organizer put in for refunds. */
	topUps: bigint;
	/** What the treasury bore of reversals. */
	shortfalls: bigint;
	/** Creators' earnings, and what they got. */
	commissions: bigint;
	creatorsPaid: bigint;
	/** What creators got beyond their earnings, each by itself. */
	overpaid: bigint;
	/** Nobody is due anything any more. */
	cancelled: boolean;
	/** By payee. */
	bps: number[];
	paid: bigint[];
	reserveBps: number;
	releaseAt: bigint;
};

export type Account = { entitled: bigint; paid: bigint; due: bigint };

const whole = 10_000n;

/** Payees 1… get their basis points rounded down, payee 0 the rest after commissions: the sum is net revenue. */
export function accounts(books: Books, now: bigint): Account[] {
	return entitlements(books.bps, netOf(books), books.commissions).map((entitled, i) => {
		const paid = books.paid[i] ?? 0n;
		return { entitled, paid, due: dueOf(books, entitled, paid, now) };
	});
}

/** What a creator is due: a commission waits for the release as a share does. */
export const creatorAccount = (
	books: Books,
	{ earned, paid }: { earned: bigint; paid: bigint },
	now: bigint,
): Account => ({ entitled: earned, paid, due: dueOf(books, earned, paid, now) });

/** Never negative: after refunds somebody may have had more. */
function dueOf(books: Books, entitled: bigint, paid: bigint, now: bigint): bigint {
	if (books.cancelled) return 0n;
	const heldBack = now < books.releaseAt ? BigInt(books.reserveBps) : 0n;
	return atLeastZero((entitled * (whole - heldBack)) / whole - paid);
}

export const netOf = ({ gross, refunded }: Pick<Books, 'gross' | 'refunded'>): bigint => gross - refunded;

/** What the event holds for payees, creators, buyers and those who put money in. What is owed to refundees is not in it. */
export const cash = (books: Books): bigint =>
	netOf(books) - sum(books.paid) - books.creatorsPaid + books.topUps + books.shortfalls;

/** What was put in and no entitlement needs; below 0 it is what is missing. A refund before a cancel needs 0 or more. */
export function spare(books: Books): bigint {
	const beyond = accounts(books, 0n).map(({ entitled, paid }) => atLeastZero(paid - entitled));
	return books.topUps + books.shortfalls - sum(beyond) - books.overpaid;
}

/**
 * What a sale of `total` adds for each payee: the difference of two entitlements. `netBefore` is revenue without what was
 * refunded; the organizer, payee 0, bears the sale's `commissions`.
 */
export function splitsOf(bps: number[], netBefore: bigint, total: bigint, commissions = 0n): bigint[] {
	const before = entitlements(bps, netBefore, 0n);
	return entitlements(bps, netBefore + total, commissions).map((after, i) => after - before[i]!);
}

/** Shares of an amount by basis points, rounded down; payee 0 gets what remains. */
export function sharesOf(bps: number[], amount: bigint): bigint[] {
	const shares = bps.map((each) => (amount * BigInt(each)) / whole);
	const others = sum(shares.slice(1));
	return shares.map((share, i) => (i === 0 ? amount - others : share));
}

const entitlements = (bps: number[], net: bigint, commissions: bigint): bigint[] =>
	sharesOf(bps, net).map((share, i) => (i === 0 ? share - commissions : share));

const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);
