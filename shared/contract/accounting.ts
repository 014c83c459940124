/** What each payee is due, in stroops: the same arithmetic as contracts/event/src/accounting.rs. */
export type Books = {
	gross: bigint;
	refunded: bigint;
	topUps: bigint;
	/** What the treasury bore of reversals. */
	shortfalls: bigint;
	/** What creators earned, and got. */
	commissions: bigint;
	creatorsPaid: bigint;
	/** Then nobody is paid any more. */
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
	const net = books.gross - books.refunded;
	const shares = books.bps.map((bps) => (net * BigInt(bps)) / whole);
	const others = shares.slice(1).reduce((n, s) => n + s, 0n);
	return shares.map((share, i) => {
		const entitled = i === 0 ? net - others - books.commissions : share;
		const paid = books.paid[i]!;
		return { entitled, paid, due: dueOf(books, entitled, paid, now) };
	});
}

/** What can be paid now of an entitlement, a payee's or a creator's. `now` in Unix seconds. */
export function dueOf(
	books: Pick<Books, 'cancelled' | 'reserveBps' | 'releaseAt'>,
	entitled: bigint,
	paid: bigint,
	now: bigint,
): bigint {
	if (books.cancelled) return 0n;
	const heldBack = now < books.releaseAt ? BigInt(books.reserveBps) : 0n;
	const releasable = (entitled * (whole - heldBack)) / whole;
	return releasable > paid ? releasable - paid : 0n;
}

/** What the event holds for payees, creators, buyers and those who topped up. */
export function cash(books: Books): bigint {
	const paid = books.paid.reduce((n, p) => n + p, books.creatorsPaid);
	return books.gross - books.refunded - paid + books.topUps + books.shortfalls;
}

/** What a sale brings, and what refunds and commissions take off it. */
export type Sums = Pick<Books, 'gross' | 'refunded' | 'commissions'>;

/** What `added` brings each payee, when the books have `before` already: the difference of two entitlements. */
export function splitsOf(bps: number[], before: Sums, added: Sums): bigint[] {
	const first = entitlements(bps, before);
	const both = {
		gross: before.gross + added.gross,
		refunded: before.refunded + added.refunded,
		commissions: before.commissions + added.commissions,
	};
	return entitlements(bps, both).map((after, i) => after - first[i]!);
}

/** What payees are entitled to under these sums. */
export const entitlements = (bps: number[], sums: Sums): bigint[] =>
	accounts({ ...empty, ...sums, bps, paid: bps.map(() => 0n) }, 0n).map((a) => a.entitled);

const empty = { topUps: 0n, shortfalls: 0n, creatorsPaid: 0n, cancelled: false, reserveBps: 0, releaseAt: 0n };
