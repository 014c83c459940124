import { orderOf } from '#shared/chain/state/ids.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { Fact } from './fact.ts';

/** Tickets of one order; bit i of the mask is ticket i. */
export type TicketMask = { order: bigint; mask: number };

/** What the facts of a ledger change: events by number, and orders of earlier ledgers or of this one. */
export type Touched = { events: number[]; orders: { no: number; id: bigint }[] };

export const nothingTouched: Touched = { events: [], orders: [] };

export function touchedBy(facts: Fact[]): Touched {
	const emitted = facts.filter((f) => f.kind === 'emitted');
	const events = [...new Set(emitted.map((f) => f.no))];
	const keyed = emitted.flatMap(({ no, event }) =>
		ticketsOfEvent(event).map(({ order: id }) => [`${no} ${id}`, { no, id }] as const),
	);
	return { events, orders: [...new Map(keyed).values()] };
}

/** The tickets that an event changes, apart from those that it makes. */
export function ticketsOfEvent(event: PassaEvent): TicketMask[] {
	switch (event.name) {
		case 'moved':
		case 'listed':
		case 'unlisted':
		case 'resold':
			return [oneTicket(event.payload.ticket)];
		case 'claimed':
		case 'refunded':
		case 'reversed':
			return [{ order: event.payload.order, mask: event.payload.mask }];
		case 'checked_in':
			return event.payload.orders.map(([order, mask]) => ({ order, mask }));
		default:
			return [];
	}
}

function oneTicket(ticket: bigint): TicketMask {
	const { order, index } = orderOf(ticket);
	return { order, mask: 1 << index };
}

const mostTickets = 20;

/** The tickets of a mask, by their index. */
export const indexesOf = (mask: number): number[] =>
	Array.from({ length: mostTickets }, (_, i) => i).filter((i) => (mask >> i) & 1);
