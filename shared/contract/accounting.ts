/** What each payee is due, in stroops: the same arithmetic as contracts/event/src/accounting.rs. */
export type Books = {
	gross: bigint;
	refunded: bigint;
	topUps: bigint;
	commissions: bigint;
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
	const heldBack = now < books.releaseAt ? BigInt(books.reserveBps) : 0n;
	return shares.map((share, i) => {
		const entitled = i === 0 ? net - others - books.commissions : share;
		const paid = books.paid[i]!;
		const releasable = (entitled * (whole - heldBack)) / whole;
		return { entitled, paid, due: releasable > paid ? releasable - paid : 0n };
	});
}

/** What the event holds for its payees. */
export const cash = (books: Books): bigint =>
	books.gross - books.refunded - books.paid.reduce((n, p) => n + p, 0n) + books.topUps;

/** What a sale of `total` adds for each payee when nothing is refunded: the difference of two entitlements. */
export function splitsOf(bps: number[], grossBefore: bigint, total: bigint): bigint[] {
	const entitled = (gross: bigint) =>
		accounts({ ...empty, bps, paid: bps.map(() => 0n), gross }, 0n).map((a) => a.entitled);
	const before = entitled(grossBefore);
	return entitled(grossBefore + total).map((after, i) => after - before[i]!);
}

const empty = { refunded: 0n, topUps: 0n, commissions: 0n, reserveBps: 0, releaseAt: 0n };
