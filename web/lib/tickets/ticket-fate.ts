import type { OrderView } from '#indexer/client.ts';

type Order = Pick<OrderView, 'buyer' | 'refunds'>;
type Ticket = Pick<OrderView['tickets'][number], 'index' | 'owner' | 'resales' | 'state'>;
type Refund = OrderView['refunds'][number];

/**
 * What a ticket is to somebody with these wallets. `sent` and `sold`: it was theirs. An event with resales allows no plain
 * transfer, so one of both explains how it left.
 */
export type Fate = 'own' | 'sent' | 'sold' | 'returned' | 'others';

export function fateOf(ticket: Ticket, { buyer }: Order, wallets: readonly string[]): Fate {
	const wasTheirs = wallets.includes(buyer);
	const isTheirs = wallets.includes(ticket.owner);
	if (ticket.state === 'refunded') return isTheirs || wasTheirs ? 'returned' : 'others';
	if (isTheirs) return 'own';
	if (!wasTheirs) return 'others';
	return ticket.resales > 0 ? 'sold' : 'sent';
}

/** How a ticket was given back; undefined where it was not. */
export const refundOf = ({ refunds }: Order, { index }: Pick<Ticket, 'index'>): Refund | undefined =>
	refunds.find(({ tickets }) => tickets.some((each) => each.index === index));

/** A wallet's address in few characters: "GABC…WXYZ". */
export const shortAddress = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;
