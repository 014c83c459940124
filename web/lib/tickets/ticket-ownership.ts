import type { OrderWithTimes } from '#indexer/client.ts';

type Order = Pick<OrderWithTimes, 'buyer' | 'refunds' | 'resales'>;
type Ticket = Pick<OrderWithTimes['tickets'][number], 'index' | 'owner' | 'state'>;
type Refund = OrderWithTimes['refunds'][number];
type Resale = OrderWithTimes['resales'][number];

/** What a ticket is to somebody with these wallets. `sent` and `sold`: it was theirs. */
export type Ownership = 'own' | 'sent' | 'sold' | 'returned' | 'others';

export function ownershipOf(ticket: Ticket, order: Order, wallets: readonly string[]): Ownership {
	const bought = wallets.includes(order.buyer);
	const isTheirs = wallets.includes(ticket.owner);
	if (ticket.state === 'refunded') return isTheirs || bought ? 'returned' : 'others';
	if (isTheirs) return 'own';
	if (saleBy(ticket, order, wallets)) return 'sold';
	return bought ? 'sent' : 'others';
}

/** The last time that one of these wallets sold the ticket; undefined if none did. */
export const saleBy = (
	{ index }: Pick<Ticket, 'index'>,
	{ resales }: Pick<Order, 'resales'>,
	wallets: readonly string[],
): Resale | undefined => resales.find((sale) => sale.index === index && wallets.includes(sale.seller));

/** How a ticket was given back; undefined if it was not. */
export const refundOf = (
	{ refunds }: Pick<Order, 'refunds'>,
	{ index }: Pick<Ticket, 'index'>,
): Refund | undefined => refunds.find(({ tickets }) => tickets.some((each) => each.index === index));
