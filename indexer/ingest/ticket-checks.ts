import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { MovedTicket, Order } from '#shared/contract/event-version.ts';
import { supports } from '#shared/contract/supports.ts';
import type { EventRow } from '../models/events.ts';
import type { OrderRow } from '../models/orders-table.ts';
import type { TicketRow } from '../models/tickets.ts';

/**
 * What read models say of an order and its tickets, beside what its entries say. `moved` reads a ticket that left it.
 */
export function ticketChecks(
	{ version }: Pick<EventRow, 'version'>,
	row: OrderRow,
	held: TicketRow[],
	order: Order,
	moved: (index: number) => MovedTicket | null,
): Check[] {
	const name = (what: string) => `${what} of order ${row.id}`;
	const maskOf = (is: (ticket: TicketRow) => boolean): number =>
		held.reduce((mask, ticket) => (is(ticket) ? mask | (1 << ticket.index) : mask), 0);
	return [
		equal(name('tickets'), order.count, held.length),
		equal(name('tier'), order.tier, row.tier),
		equal(name('rail'), order.fiat, row.rail === 'fiat'),
		equal(name('complimentary'), order.complimentary, row.complimentary),
		equal(
			name('used'),
			order.used,
			maskOf((t) => t.usedAt !== null),
		),
		equal(name('refunded'), order.refunded, row.refundedMask),
		equal(
			name('refunded tickets'),
			order.refunded,
			maskOf((t) => t.state === 'refunded'),
		),
		equal(
			name('listed'),
			order.listed,
			maskOf((t) => t.price !== null),
		),
		// One that was given back has no holder.
		...held
			.filter((t) => t.state !== 'refunded')
			.flatMap((t) => holderChecks(version, t, order, (order.moved >> t.index) & 1 ? moved(t.index) : null)),
	];
}

/** Version 1 keeps neither custody nor the payer of a ticket that left its order. */
function holderChecks(version: number, ticket: TicketRow, order: Order, moved: MovedTicket | null): Check[] {
	const name = (what: string) => `${what} of ticket ${ticket.index} of order ${ticket.orderId}`;
	const { owner, custodial, resales } = moved ?? order;
	const holder = equal(name('owner'), owner, ticket.owner);
	if (!supports(version, 'custody')) return [holder];
	return [
		holder,
		equal(name('custody'), custodial, ticket.custody),
		equal(name('resales'), resales, ticket.resales),
		equal(name('payer'), payerIn(order, moved), ticket.payer),
	];
}

/** As read models have it: null for the treasury, and for nobody if the ticket was given away. */
function payerIn(order: Order, moved: MovedTicket | null): string | null {
	if (order.complimentary) return null;
	const payer = moved?.payer ?? order.payer;
	if (payer === 'order') return order.owner;
	return payer.treasury ? null : payer.address;
}
