import { and, eq, inArray } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { Transaction } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';

/** Sales of an event on chain: of these of its orders, or of one order here; left out: all. */
type Which = { event?: string; chainOrders?: bigint[]; orderNo?: bigint };

/** Sales that something happened to: their worker reads the chain at once. Without it, it looks every few minutes. */
export async function wakeCustodySales(tx: Transaction, of: Which, now: Date): Promise<void> {
	const { event, chainOrders, orderNo } = of;
	if (chainOrders?.length === 0) return;
	await tx
		.update(ticketRefunds)
		.set({ wakeAt: now })
		.where(
			and(
				eq(ticketRefunds.kind, 'sale'),
				eq(ticketRefunds.state, 'requested'),
				event === undefined ? undefined : eq(ticketRefunds.event, event),
				orderNo === undefined ? undefined : eq(ticketRefunds.orderNo, orderNo),
				chainOrders === undefined ? undefined : inArray(ticketRefunds.chainOrder, chainOrders),
			),
		);
}

/** Orders on chain whose tickets an event's own events changed; null: perhaps all. */
export function changedOrders(events: PassaEvent[]): bigint[] | null {
	const found = new Set<bigint>();
	for (const each of events) {
		switch (each.name) {
			case 'resold':
			case 'listed':
			case 'unlisted':
			case 'moved':
				found.add(orderOf(each.payload.ticket).order);
				break;
			case 'claimed':
			case 'refunded':
			case 'reversed':
				found.add(each.payload.order);
				break;
			case 'checked_in':
				for (const [order] of each.payload.orders) found.add(order);
				break;
			case 'cancelled':
			case 'postponed':
				return null;
			default:
				break;
		}
	}
	return [...found];
}
