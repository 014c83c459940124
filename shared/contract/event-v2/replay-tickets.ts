import { asText } from '#shared/as-text.ts';
import type { Order, Payer } from '../event-version.ts';
import type { EventOf } from '../passa-event.ts';
import { highestPrice, royaltyOf } from '../resale.ts';
import { indexesOf } from '../ticket-mask.ts';
import { flags } from './flags.ts';
import type { Run } from './replay-run.ts';

const maxScans = 50;

/** A ticket as it stands: contracts/event/src/tickets/ticket.rs. */
export type Ticket = {
	id: bigint;
	order: Order;
	bit: number;
	owner: string;
	custodial: boolean;
	payer: Payer;
	resales: number;
};

/** Null if there is no such ticket. */
function ticketAt(run: Run, id: bigint): Ticket | null {
	const order = run.order(id >> 5n);
	const index = Number(id & 31n);
	if (!order || index >= order.count) return null;
	const bit = 1 << index;
	const moved = order.moved & bit ? run.state.moved.get(id) : undefined;
	if (!moved) {
		const { owner, custodial, payer, resales } = order;
		return { id, order, bit, owner, custodial, payer, resales };
	}
	const { owner, custodial, resales } = moved;
	const ofOrder: Payer = { treasury: false, address: order.owner };
	const payer = moved.payer === 'order' || moved.payer === null ? ofOrder : moved.payer;
	return { id, order, bit, owner, custodial, payer, resales };
}

/** The tickets of a mask over an order. */
export const ticketsOf = (run: Run, id: bigint, mask: number): Ticket[] =>
	indexesOf(mask).flatMap((index) => ticketAt(run, (id << 5n) | BigInt(index)) ?? []);

export const allOf = ({ count }: Pick<Order, 'count'>): number => 2 ** count - 1;

/** Listings end with the freeze of transfers: from then on they are as if they were not there. */
const isListed = (run: Run, { order, bit }: Ticket): boolean =>
	(order.listed & bit) !== 0 && run.now < run.state.terms.policy.freeze_at;

const isIdle = (run: Run, ticket: Ticket): boolean =>
	((ticket.order.used | ticket.order.refunded) & ticket.bit) === 0 && !isListed(run, ticket);

/** An order's only ticket takes its order along. */
function give(
	run: Run,
	{ id, order, bit }: Ticket,
	to: string,
	custodial: boolean,
	payer: Payer,
	resales: number,
) {
	if (order.count === 1) {
		Object.assign(order, { owner: to, custodial, payer, resales });
		return;
	}
	const ofOrder = !payer.treasury && payer.address === order.owner && payer.address !== to;
	order.moved |= bit;
	run.state.moved.set(id, { custodial, resales, owner: to, payer: ofOrder ? 'order' : payer });
}

/** After a plain transfer the right to the money stays where it was. Nobody paid for a complimentary ticket. */
const payerAfterGift = ({ order, owner, payer }: Ticket, to: string): Payer =>
	order.complimentary && !payer.treasury && payer.address === owner
		? { treasury: false, address: to }
		: payer;

export function moved(run: Run, { payload: { from, to, ticket: id } }: EventOf<'moved'>): void {
	const { policy } = run.state.terms;
	const ticket = ticketAt(run, id);
	run.must('wrongOwners', ticket !== null && ticket.owner === from && from !== to && !run.isTaken(to));
	run.must('wrongOwners', policy.transferable && policy.resale_cap_bps === 0 && run.now < policy.freeze_at);
	if (!ticket) return;
	run.must('wrongOwners', isIdle(run, ticket));
	give(run, ticket, to, false, payerAfterGift(ticket, to), ticket.resales);
}

/** Custody of tickets ends. What is still in the order leaves with it. */
export function claimed(run: Run, { payload: { to, mask, order: id } }: EventOf<'claimed'>): void {
	const order = run.order(id);
	run.must('wrongOwners', !!order && mask !== 0 && (mask & ~allOf(order)) === 0 && !run.isTaken(to));
	if (!order) return;
	const tickets = ticketsOf(run, id, mask);
	const isFree = (t: Ticket) => t.custodial && (order.refunded & t.bit) === 0 && !isListed(run, t);
	run.must('wrongOwners', tickets.every(isFree));
	if (mask === (allOf(order) & ~order.moved & ~order.refunded)) {
		const payer = order.complimentary ? ownersPayer(order, to) : order.payer;
		Object.assign(order, { owner: to, custodial: false, payer });
		return;
	}
	for (const ticket of tickets) give(run, ticket, to, false, payerAfterGift(ticket, to), ticket.resales);
}

/** A payer that is the owner stays the owner, also when the ticket moves. */
const ownersPayer = ({ payer, owner }: Order, to: string): Payer =>
	!payer.treasury && payer.address === owner ? { treasury: false, address: to } : payer;

export function listed(run: Run, { payload: { custody, price, ticket: id } }: EventOf<'listed'>): void {
	const { policy } = run.state.terms;
	const ticket = ticketAt(run, id);
	run.must('wrongResales', ticket !== null);
	if (!ticket) return;
	const { order, resales } = ticket;
	run.must('wrongResales', !run.has(flags.cancelled) && isIdle(run, ticket) && custody === ticket.custodial);
	run.must('wrongResales', policy.resale_cap_bps > 0 && !order.complimentary && run.now < policy.freeze_at);
	run.must('wrongResales', resales < policy.resale_limit);
	run.must('wrongResales', price > 0n && price <= highestPrice(run.price(order.tier), policy.resale_cap_bps));
	order.listed |= ticket.bit;
	run.state.listed.set(id, price);
}

export function unlisted(run: Run, { payload: { ticket: id } }: EventOf<'unlisted'>): void {
	const ticket = ticketAt(run, id);
	run.must('wrongResales', ticket !== null && (ticket.order.listed & ticket.bit) !== 0);
	if (ticket) ticket.order.listed &= ~ticket.bit;
	run.state.listed.delete(id);
}

/** A listed ticket changes hands for money: the seller is paid at once, the royalty joins the event's revenue. */
export function resold(run: Run, { payload }: EventOf<'resold'>): void {
	const { counters, terms, listed } = run.state;
	const { buyer, custody, price, royalty, seller, ticket: id, treasury } = payload;
	const ticket = ticketAt(run, id);
	const expected = royaltyOf(price, terms.policy.royalty_bps);
	run.must('wrongResales', run.isSelling && run.now < terms.policy.freeze_at);
	run.must('wrongResales', listed.get(id) === price && royalty === expected);
	run.must('wrongResales', !run.isTaken(buyer) && seller !== buyer);
	counters.gross += royalty;
	counters.royalties += royalty;
	if (treasury) run.oweTreasury(price - royalty);
	pay(run, payload);
	listed.delete(id);
	run.must('wrongResales', ticket !== null && ticket.owner === seller && ticket.custodial === treasury);
	if (!ticket) return;
	const { order, bit } = ticket;
	run.must('wrongResales', (order.listed & bit) !== 0 && (order.refunded & bit) === 0);
	order.listed &= ~bit;
	// The right to a refund follows the sale; a treasury that paid once keeps it.
	const payer: Payer =
		custody || ticket.payer.treasury ? { treasury: true } : { treasury: false, address: buyer };
	give(run, ticket, buyer, custody, payer, ticket.resales + 1);
}

/** Without a seller to pay, all of it comes into the event, for the treasury. */
function pay(
	run: Run,
	{ buyer, custody, price, royalty, seller, treasury }: EventOf<'resold'>['payload'],
): void {
	const from = custody ? null : buyer;
	if (treasury) run.moves(from, run.self, price);
	else {
		run.moves(from, seller, price - royalty);
		run.moves(from, run.self, royalty);
	}
}

/** People enter, each ticket once. */
export function checkedIn(run: Run, { payload: { gate, orders } }: EventOf<'checked_in'>): void {
	run.must('wrongPowers', run.powers.gates.includes(gate) && run.now >= run.state.terms.doors_at);
	run.must('wrongOwners', !run.has(flags.cancelled) && orders.length >= 1 && orders.length <= maxScans);
	for (const [id, mask] of orders) {
		const order = run.order(id);
		run.must(
			'wrongOwners',
			!!order && mask !== 0 && (mask & ~(allOf(order) & ~order.used & ~order.refunded)) === 0,
		);
		if (order) order.used |= mask & allOf(order);
	}
}

export const samePayer = (a: Payer, b: Payer): boolean => asText(a) === asText(b);
