import type { Order } from '#shared/contract/event-version.ts';
import type { PassaEvent, Payloads } from '#shared/contract/passa-event.ts';
import { orderOf, settledOrderId } from '../state/ids.ts';

/** An order as its event made it. `commissions`: what creators earn of it in all, in stroops. */
type NewOrder = {
	id: bigint;
	owner: string;
	tier: number;
	qty: number;
	custodial: boolean;
	complimentary: boolean;
	commissions: bigint;
};

/** The orders in a list of events, as they were made. */
export const ordersOf = (events: PassaEvent[]): NewOrder[] =>
	events.flatMap((e): NewOrder[] => {
		if (e.name === 'sold') {
			const order = { owner: e.payload.buyer, custodial: false, complimentary: false };
			return e.payload.orders.map(([id, tier, qty, perTicket]) => ({
				...order,
				...{ id, tier, qty },
				commissions: commissionsOf(perTicket, qty),
			}));
		}
		if (e.name === 'minted') {
			const { to: owner, custody, order: id, tier } = e.payload;
			return [{ id, owner, tier, qty: 1, custodial: custody, complimentary: true, commissions: 0n }];
		}
		return e.name === 'settled' ? served(e.payload) : [];
	});

function served({ items, lane, seq, served }: Payloads['settled']): NewOrder[] {
	return items.flatMap((item, i) => {
		if (!item || !((served >> BigInt(i)) & 1n)) return [];
		const [owner, tier, qty, , credits] = item;
		const perTicket = credits.map(([, , amount]) => amount);
		return [
			{
				...{ id: settledOrderId(lane, seq, i), owner, tier, qty },
				custodial: true,
				complimentary: false,
				commissions: commissionsOf(perTicket, qty),
			},
		];
	});
}

const commissionsOf = (perTicket: bigint[], qty: number): bigint =>
	perTicket.reduce((n, amount) => n + amount, 0n) * BigInt(qty);

type Ownership = {
	/** What each order's entry must contain. */
	orders: Map<bigint, Order>;
	/** Owners of the tickets that left an order of several tickets. */
	moved: Map<bigint, string>;
	/** Transfers by somebody who did not hold the ticket. */
	wrongful: bigint[];
};

/** Who holds what after all transfers: the rules of contracts/event/src/transfer.rs. */
export function ownershipOf(events: PassaEvent[]): Ownership {
	const orders = new Map(ordersOf(events).map((o) => [o.id, freshOrder(o)]));
	const moved = new Map<bigint, string>();
	const wrongful: bigint[] = [];
	for (const e of events) {
		if (e.name !== 'moved') continue;
		const { ticket, from, to } = e.payload;
		const { order: id, index } = orderOf(ticket);
		const order = orders.get(id);
		if (!order || index >= order.count || (moved.get(ticket) ?? order.owner) !== from) {
			wrongful.push(ticket);
		} else if (order.count === 1) {
			// An order of one ticket changes its owner with the ticket. The right to a refund stays with the payer.
			if (!order.custodial) order.payer ??= order.owner;
			order.owner = to;
		} else {
			order.moved |= 1 << index;
			moved.set(ticket, to);
		}
	}
	return { orders, moved, wrongful };
}

const freshOrder = (o: NewOrder): Order => ({
	custodial: o.custodial,
	complimentary: false,
	attributed: false,
	tier: o.tier,
	count: o.qty,
	used: 0,
	moved: 0,
	refunded: 0,
	owner: o.owner,
	payer: null,
});
