import type { TicketView } from '#indexer/client.ts';
import { linesOfOrder } from '#lib/checkout/mpesa/order-lines.ts';
import { isEnd } from '#lib/checkout/mpesa/order-phase.ts';
import { backTickets, type Issued, issuedTickets, placeIn } from '#lib/checkout/mpesa/read-issued.ts';
import { placeOf, type TicketFace } from '#lib/ui/ticket-face.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';

type Shown = TicketFace & { id: string; href: string };
export type TicketGroup = { eventNo: number; event: string; tickets: Shown[] };
/** A ticket of this person, by whatever way it is theirs. */
export type Owned = Shown & { eventNo: number };
type OwnOrder = { reference: string; order: PayOrder; issued: Issued };

const proofOf = (origin: string, orderId: string, eventNo: number): string =>
	`${origin}/orders/${orderId}?event=${eventNo}`;

export function ofWallet(ticket: TicketView, origin: string): Owned {
	const { id, code, event, eventNo, eventName, tierName, startsAt, endsAt, orderId, picture, cancelled } =
		ticket;
	return {
		...{ id, code, event, eventNo, eventName, tierName, startsAt, endsAt, picture, cancelled },
		place: placeOf(ticket.venue, ticket.city),
		number: ticket.index + 1,
		of: ticket.qty,
		href: `/orders/${orderId}?event=${eventNo}`,
		proof: proofOf(origin, orderId, eventNo),
	};
}

export function ofOrder({ reference, order, issued }: OwnOrder, origin: string): Owned[] {
	const proof = order.chain && proofOf(origin, order.chain.orderId, order.eventNo);
	return issuedTickets(order, issued, proof).map((ticket) => ({
		...ticket,
		eventNo: order.eventNo,
		href: `/pay/${reference}`,
	}));
}

/**
 * Tickets by event. Coming ones begin with the next event, past ones with the last one. An event whose times are not
 * known yet is coming. A ticket that comes by two ways is one ticket. `now`: Unix milliseconds.
 */
export function groupTickets(tickets: Owned[], now: number): { coming: TicketGroup[]; past: TicketGroup[] } {
	const byEvent = Map.groupBy(tickets, (t) => t.event);
	const groups = [...byEvent.values()].map((list) => {
		const { eventNo, event } = list[0]!;
		const own = [...new Map(list.map((t) => [t.id, t])).values()];
		const known = own.find((t) => t.startsAt !== null);
		const [starts, ends] = [known?.startsAt, known?.endsAt].map((at) => Date.parse(at ?? ''));
		return { eventNo, event, tickets: own, starts: starts || 0, isPast: ends! < now };
	});
	const by = (sign: 1 | -1) => (a: { starts: number }, b: { starts: number }) => sign * (a.starts - b.starts);
	return {
		coming: groups.filter((g) => !g.isPast).toSorted(by(1)),
		past: groups.filter((g) => g.isPast).toSorted(by(-1)),
	};
}

/**
 * Orders that have no ticket to show, those under way first: not yet, or no more, since all of them were given back, sold or
 * given away. Their pages keep the receipt and show where a refund stands.
 */
export const withoutTickets = (references: string[], orders: ReadonlyMap<string, PayOrder>): string[] =>
	references
		.filter((reference) => !hasTickets(orders.get(reference)))
		.toSorted((a, b) => rank(orders.get(a)) - rank(orders.get(b)));

const hasTickets = (order: PayOrder | undefined): boolean =>
	order !== undefined &&
	linesOfOrder(order).some(({ chain, given, ticketRefunds }) => {
		const back = backTickets({ ticketRefunds });
		return chain?.tickets.some((id) => !given.includes(id) && !back.includes(placeIn(id)));
	});

const rank = (order: PayOrder | undefined): number => {
	if (!order) return 1;
	return isEnd(order) || ['failed', 'expired'].includes(order.state) ? 2 : 0;
};
