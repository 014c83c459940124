import type { RefundProgress } from '#indexer/client.ts';
import * as m from '../paraglide/messages.js';
import { kes, usdc } from '../text/money.ts';
import { addedFace, type Face, tookWordsFull } from './shillings.ts';

type Rail = RefundProgress['wallet'];
type Counted = Rail['open'];

/** Tickets and what they cost: in stroops, and in cents at their face prices. */
type Sum = { tickets: number; revenue: bigint; face: Face };
/** Tickets given back of all that are to be. `percent` is whole, and 100 only when all are. */
type Part = { done: Sum; all: Sum; percent: number };

const sumOf = (...list: Counted[]): Sum => ({
	tickets: list.reduce((n, { tickets }) => n + tickets, 0),
	revenue: list.reduce((n, { amount }) => n + BigInt(amount), 0n),
	face: list.reduce<Face>((n, { face }) => addedFace(n, face === null ? null : BigInt(face)), 0n),
});

function partOf(...rails: Rail[]): Part {
	const done = sumOf(...rails.map((rail) => rail.done));
	const all = sumOf(...rails.flatMap((rail) => [rail.done, rail.open]));
	const percent = all.tickets === 0 ? 100 : Math.floor((done.tickets * 100) / all.tickets);
	return { done, all, percent };
}

/** How far a cancelled event's refunds are, in all and by rail. */
export const refundParts = ({ wallet, fiat }: RefundProgress) => ({
	all: partOf(wallet, fiat),
	wallet: partOf(wallet),
	fiat: partOf(fiat),
});

/** What tickets cost, in words: "KES 2,500 · 19.38 USDC". */
export const costOf = (...list: Counted[]): string => tookWordsFull(sumOf(...list));
/** How much of it is paid back: "KES 0 of KES 2,500 · 0.00 of 19.38 USDC", by each currency alone. */
export function paidOf({ done, all }: Part): string {
	const [paid, total] = [done, all].map(({ revenue }) => usdc(revenue));
	const inUsdc = m.ops_paid_of({ paid: paid!, total: `${total} USDC` });
	if (done.face === null || all.face === null) return inUsdc;
	return `${m.ops_paid_of({ paid: kes(done.face), total: kes(all.face) })} · ${inUsdc}`;
}
