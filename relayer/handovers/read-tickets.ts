import { ledgerEntries } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import {
	type EventState,
	entryNative,
	movedKey,
	orderKey,
	type ReadEventStateError,
	readEventState,
} from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { MovedTicket } from '#shared/contract/event-version.ts';
import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { enteredMask } from '../orders/entered-tickets.ts';
import type { Ticket, TransferTerms } from './states.ts';

/** A ticket as the chain shows it, used also where a gate let it in meanwhile; `owner` is its holder there. */
export type TicketOnChain = Ticket & { owner: string };
export type OrderOnChain = { state: EventState; policy: TransferTerms; tickets: TicketOnChain[] };

/** `owner`: its custodial address. */
export type IssuedOrder = Pick<OrderRow, 'event' | 'owner'> & { chainOrder: bigint };

export type ReadTicketsError = ReadEventStateError | RpcError | PassaError<'ORDER_STATE'>;

/** Only an order with tickets has any to give. Throws ORDER_STATE. */
export function assertIssued(order: OrderRow): asserts order is OrderRow & { chainOrder: bigint } {
	if (order.state === 'issued' && order.chainOrder !== null) return;
	throw new PassaError('ORDER_STATE', 'This order has no tickets.', { status: 409 });
}

/**
 * An order's tickets and its event's policy. Throws ReadTicketsError: ORDER_STATE if the node does not show the
 * order yet.
 */
export async function readTickets(
	{ chain: { rpcUrl }, db }: { chain: { rpcUrl: string }; db: Reader },
	{ event, chainOrder, owner: custodian }: IssuedOrder,
): Promise<OrderOnChain> {
	const state = await readEventState(rpcUrl, event);
	const { version, terms, counters } = state;
	const key = orderKey(event, chainOrder, version);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	if (!entry)
		throw new PassaError('ORDER_STATE', 'The network does not show this order now.', { status: 409 });
	const order = version.decodeOrder(entryNative(entry));
	const has = (mask: number, index: number): boolean => ((mask >> index) & 1) === 1;
	const left = [...Array(order.count).keys()].filter((index) => has(order.moved, index));
	const keyOf = (index: number) => movedKey(event, ticketId(chainOrder, index), version);
	const found = left.length > 0 ? await ledgerEntries(rpcUrl, left.map(keyOf)) : new Map();
	const moved = (index: number): MovedTicket | null => {
		const of = has(order.moved, index) ? found.get(keyOf(index)) : undefined;
		return of ? version.decodeMoved(entryNative(of)) : null;
	};
	const used = order.used | (await enteredMask(db, event, chainOrder));
	const { transferable, resale_cap_bps, freeze_at } = terms.policy;
	return {
		state,
		policy: {
			version: version.version,
			cancelled: counters.cancelled,
			transferable,
			resaleCapBps: resale_cap_bps,
			freezeAt: freeze_at,
		},
		tickets: Array.from({ length: order.count }, (_, index) => {
			const { owner, custodial } = moved(index) ?? order;
			return {
				owner,
				// Another order's custody, after a resale, is not this one's.
				custodial: custodial && owner === custodian,
				used: has(used, index),
				refunded: has(order.refunded, index),
				listed: has(order.listed, index),
			};
		}),
	};
}

/** Throws TICKET_UNKNOWN. */
export function ticketAt({ tickets }: OrderOnChain, index: number): TicketOnChain {
	const ticket = tickets[index];
	if (ticket) return ticket;
	throw new PassaError('TICKET_UNKNOWN', 'This order has no such ticket.', { status: 404 });
}
