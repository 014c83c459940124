import type { Order } from '#shared/contract/event-version.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { orderOf, settledOrderId } from '../state/ids.ts';

type SoldOrder = { id: bigint; owner: string; tier: number; qty: number; custodial: boolean };

/** The orders in a list of events, as they were sold. */
export const ordersOf = (events: PassaEvent[]): SoldOrder[] =>
	events.flatMap((e): SoldOrder[] => {
		if (e.name === 'sold') {
			const owner = e.payload.buyer;
			return e.payload.orders.map(([id, tier, qty]) => ({ id, owner, tier, qty, custodial: false }));
		}
		if (e.name !== 'settled') return [];
		const { items, lane, seq, served } = e.payload;
		return items.flatMap(([owner, tier, qty], i) =>
			(served >> BigInt(i)) & 1n
				? [{ id: settledOrderId(lane, seq, i), owner, tier, qty, custodial: true }]
				: [],
		);
	});

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

const freshOrder = (o: SoldOrder): Order => ({
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
