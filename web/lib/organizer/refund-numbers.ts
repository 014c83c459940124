import type { RefundProgress } from '#indexer/client.ts';

type Rail = RefundProgress['wallet'];

/** Tickets given back of all that are to be; amounts in stroops. `percent` is whole, and 100 only when all are. */
export type Part = { done: number; all: number; paid: bigint; total: bigint; percent: number };

function partOf(...rails: Rail[]): Part {
	const sum = (of: (rail: Rail) => bigint) => rails.reduce((n, rail) => n + of(rail), 0n);
	const done = Number(sum(({ done }) => BigInt(done.tickets)));
	const all = done + Number(sum(({ open }) => BigInt(open.tickets)));
	const paid = sum(({ done }) => BigInt(done.amount));
	const total = paid + sum(({ open }) => BigInt(open.amount));
	return { done, all, paid, total, percent: all === 0 ? 100 : Math.floor((done * 100) / all) };
}

/** How far a cancelled event's refunds are, in all and by rail. */
export const refundParts = ({ wallet, fiat }: RefundProgress) => ({
	all: partOf(wallet, fiat),
	wallet: partOf(wallet),
	fiat: partOf(fiat),
});
