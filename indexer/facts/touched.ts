import { orderOf } from '#shared/chain/state/ids.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { Fact, FactName } from './fact.ts';
import { ordersOfEvent } from './orders-of-event.ts';

/** Tickets of one order; bit i of the mask is ticket i. */
export type TicketMask = { order: bigint; mask: number };

/** What the facts of a ledger change, so that each model loads what it needs and no more. */
export type Touched = {
	/** By number. */
	events: number[];
	/** Orders of earlier ledgers or of this one, whose tickets change. */
	orders: { no: number; id: bigint }[];
	/** Events by the names of their facts. */
	byName: Map<FactName, Set<number>>;
	/** Events whose creators' accounts change. */
	rewarded: Set<number>;
};

export const nothingTouched: Touched = { events: [], orders: [], byName: new Map(), rewarded: new Set() };

export function touchedBy(facts: Fact[]): Touched {
	const emitted = facts.filter((f) => f.kind === 'emitted');
	const keyed = emitted.flatMap(({ no, event }) =>
		ticketsOfEvent(event).map(({ order: id }) => [`${no} ${id}`, { no, id }] as const),
	);
	const byName = Map.groupBy(emitted, (f): FactName => f.event.name);
	return {
		events: [...new Set(emitted.map((f) => f.no))],
		orders: [...new Map(keyed).values()],
		byName: new Map([...byName].map(([name, list]) => [name, new Set(list.map((f) => f.no))])),
		rewarded: new Set(emitted.filter((f) => isRewarding(f.event)).map((f) => f.no)),
	};
}

/** The events that have a fact of one of these names. */
export const eventsWith = ({ byName }: Touched, ...names: FactName[]): number[] => [
	...new Set(names.flatMap((name) => [...(byName.get(name) ?? [])])),
];

function isRewarding(event: PassaEvent): boolean {
	switch (event.name) {
		case 'commission_set':
			return true;
		case 'paid':
			return event.payload.creators.length > 0;
		case 'refunded':
		case 'reversed':
			return event.payload.commissions.length > 0;
		default:
			return ordersOfEvent(event).some((order) => order.credits.length > 0);
	}
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
