import type { EventSummary, EventView, Sales } from '#indexer/client.ts';
import { type KesCents, kesCents, type Stroops, stroops } from '#shared/money.ts';
import { nairobiAheadMilliseconds } from '#shared/nairobi.ts';
import { type Priced, pricedOf, pricedTogether, soldOf } from './shillings.ts';

const day = 86_400_000;

/** When the current day began in Nairobi, as ISO. `now`: Unix milliseconds. */
export const dayStart = (now: number): string =>
	new Date(Math.floor((now + nairobiAheadMilliseconds) / day) * day - nairobiAheadMilliseconds).toISOString();

export type Numbers = {
	soldToday: number;
	/** Gifts are not among them. */
	sold: number;
	given: number;
	capacity: number;
	/** At face prices in shillings; tiers priced in dollars are left out. */
	faceToday: KesCents;
	face: KesCents;
	/** What buyers paid, minus refunds. */
	revenueToday: Stroops;
	revenue: Stroops;
	paid: Stroops;
	/** `due` can be paid out now; `held` is all that the contract holds for payees. */
	due: Stroops;
	held: Stroops;
	/** By which the amounts of USDC are read in shillings. */
	priced: Priced;
};

type Sold = Pick<EventView['tiers'][number], 'index' | 'sold' | 'given' | 'capacity' | 'face' | 'price'>;
type Books = { net: string; cash: string; tiers: Sold[]; payees: { paid: string; due: string }[] };

const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);
const count = (list: number[]): number => list.reduce((n, x) => n + x, 0);
const faceOf = (tier: Sold | undefined, tickets: number): bigint =>
	tier?.face.currency === 'KES' ? BigInt(tier.face.amount) * BigInt(tickets) : 0n;

/** An event in an organizer's list. */
export type OwnEvent = Pick<EventView, 'no' | 'address' | 'name' | 'startsAt' | 'endsAt'> & {
	numbers: Numbers;
	picture: EventSummary['picture'];
};

/** An event's numbers. `today`: its sales since the day began in Nairobi. */
export function numbersOf(event: Books, today: Sales[]): Numbers {
	const tierOf = (index: number) => event.tiers.find((tier) => tier.index === index);
	return {
		soldToday: count(today.map((s) => s.tickets)),
		sold: count(event.tiers.map(soldOf)),
		given: count(event.tiers.map((t) => t.given)),
		capacity: count(event.tiers.map((t) => t.capacity)),
		faceToday: kesCents(sum(today.map((s) => faceOf(tierOf(s.tier), s.tickets)))),
		face: kesCents(sum(event.tiers.map((t) => faceOf(t, soldOf(t))))),
		revenueToday: stroops(sum(today.map((s) => BigInt(s.revenue)))),
		revenue: stroops(BigInt(event.net)),
		paid: stroops(sum(event.payees.map((p) => BigInt(p.paid)))),
		due: stroops(sum(event.payees.map((p) => BigInt(p.due)))),
		held: stroops(BigInt(event.cash)),
		priced: pricedOf(event.tiers),
	};
}

/** The sums over several events. */
export function totalOf(list: Numbers[]): Numbers {
	const money = (of: (n: Numbers) => bigint) => sum(list.map(of));
	return {
		soldToday: count(list.map((n) => n.soldToday)),
		sold: count(list.map((n) => n.sold)),
		given: count(list.map((n) => n.given)),
		capacity: count(list.map((n) => n.capacity)),
		faceToday: kesCents(money((n) => n.faceToday)),
		face: kesCents(money((n) => n.face)),
		revenueToday: stroops(money((n) => n.revenueToday)),
		revenue: stroops(money((n) => n.revenue)),
		paid: stroops(money((n) => n.paid)),
		due: stroops(money((n) => n.due)),
		held: stroops(money((n) => n.held)),
		priced: pricedTogether(list.map((n) => n.priced)),
	};
}
