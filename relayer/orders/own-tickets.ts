import { orderOf } from '#shared/chain/state/ids.ts';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import type { OrderRow } from '../models/orders.ts';

type Of = Pick<OrderRow, 'qty' | 'listing'>;

/** The places of an order's tickets in the order on chain: all of them, or the one that it bought from another fan. */
export const ownTickets = ({ qty, listing }: Of): number[] =>
	listing === null ? Array.from({ length: qty }, (_, i) => i) : [orderOf(listing).index];

export const maskOfOwn = (order: Of): number => maskOf(ownTickets(order));
