import { entriesAt, ledgerEntries } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { entryNative, movedKey, orderKey } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { EventVersion, Order } from '#shared/contract/event-version.ts';
import type { PassaError } from '#shared/errors.ts';

/** A ticket as the ledger has it now. `custodial`: its owner is an address of ours. */
export type LedgerTicket = {
	ticket: bigint;
	tier: number;
	owner: string;
	custodial: boolean;
	used: boolean;
	refunded: boolean;
	/** That this was read of. */
	ledger: number;
};

export type LedgerTicketsError = RpcError | PassaError<'ORDER_LAYOUT_UNKNOWN' | 'ENTRY_UNEXPECTED'>;

const has = (mask: number, index: number): boolean => ((mask >> index) & 1) === 1;

/**
 * All tickets of these orders on chain, by id, in two reads at most. Orders that the ledger does not show are left out.
 * Throws LedgerTicketsError.
 */
export async function ledgerTickets(
	rpcUrl: string,
	{ event, version }: { event: string; version: EventVersion },
	orders: readonly bigint[],
): Promise<Map<bigint, LedgerTicket>> {
	const keyOfOrder = new Map(orders.map((order) => [order, orderKey(event, order, version)]));
	const { found, latestLedger } = await entriesAt(rpcUrl, [...keyOfOrder.values()]);
	const read: [bigint, Order][] = [];
	for (const [order, key] of keyOfOrder) {
		const entry = found.get(key);
		if (entry) read.push([order, version.decodeOrder(entryNative(entry))]);
	}
	const keyOfMoved = new Map<bigint, string>();
	for (const [order, { count, moved }] of read)
		for (let index = 0; index < count; index++)
			if (has(moved, index)) {
				const ticket = ticketId(order, index);
				keyOfMoved.set(ticket, movedKey(event, ticket, version));
			}
	const left = keyOfMoved.size > 0 ? await ledgerEntries(rpcUrl, [...keyOfMoved.values()]) : new Map();
	const tickets = new Map<bigint, LedgerTicket>();
	for (const [id, order] of read)
		for (let index = 0; index < order.count; index++) {
			const ticket = ticketId(id, index);
			const entry = left.get(keyOfMoved.get(ticket) ?? '');
			const { owner, custodial } = entry ? version.decodeMoved(entryNative(entry)) : order;
			const [used, refunded] = [has(order.used, index), has(order.refunded, index)];
			tickets.set(ticket, {
				ticket,
				tier: order.tier,
				owner,
				custodial,
				used,
				refunded,
				ledger: latestLedger,
			});
		}
	return tickets;
}
