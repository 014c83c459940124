import { eq, or } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { Fact, Logged } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import type { Message } from '../models/outbox.ts';
import type { Transaction } from '../models/schema.ts';
import { secondsOf, ticketText } from '../views/json-values.ts';
import { liveEvent } from '../views/live-event.ts';
import { orderIs, orderViews } from '../views/order.ts';
import { allEventsChannel, eventChannel, orderChannel, ownerChannel } from './channels.ts';
import type { Cause, OwnerDelta, TicketRef } from './messages.ts';

/** The live messages of a ledger, made from its read models in the same transaction. */
export async function messagesOfLedger(
	tx: Transaction,
	facts: Fact[],
	ledger: number,
	closedAt: Date,
): Promise<Message[]> {
	const log = facts.filter((f) => f.kind === 'logged');
	const byEvent = Map.groupBy(log, (f) => f.no);
	const parts = await eventParts(tx, [...byEvent.keys()]);
	const address = new Map(parts.map((p) => [p.row.no, p.row.address]));
	const messages = [
		...parts.flatMap((p) => eventMessages(p, byEvent.get(p.row.no)!, secondsOf(closedAt))),
		...(await orderMessages(tx, log)),
		...ownerMessages(log, address),
	];
	return messages.map((m) => ({ ...m, ledger }));
}

/** The live messages of a verified document: one for each event that it describes. */
export async function messagesOfDocument(tx: Transaction, hash: string): Promise<Message[]> {
	const described = await tx.select({ no: events.no }).from(events).where(eq(events.metadataHash, hash));
	const { ledger, closedAt } = await readCheckpoint(tx);
	const parts = await eventParts(
		tx,
		described.map((d) => d.no),
	);
	const causes: Cause[] = [{ name: 'described', n: '0', txHash: '' }];
	const now = secondsOf(closedAt ?? new Date(0));
	return parts.map((p) => ({
		channel: eventChannel(p.row.address),
		ledger,
		payload: { event: liveEvent(p, now), causes },
	}));
}

type LedgerlessMessage = Omit<Message, 'ledger'>;

function eventMessages(parts: EventParts, log: Logged[], now: bigint): LedgerlessMessage[] {
	const causes: Cause[] = log.map(({ event, position }) => ({
		name: event.name,
		n: String(event.n),
		txHash: position.txHash,
	}));
	const payload = { event: liveEvent(parts, now), causes };
	return [eventChannel(parts.row.address), allEventsChannel].map((channel) => ({ channel, payload }));
}

/** Messages for new orders, and for orders with a ticket that changed its owner. */
async function orderMessages(tx: Transaction, log: Logged[]): Promise<LedgerlessMessage[]> {
	const touched = log.flatMap(({ event, no }) => {
		const ids = ordersOfEvent(event).map((o) => o.id);
		if (event.name === 'moved') ids.push(orderOf(event.payload.ticket).order);
		return ids.map((id) => orderIs(no, id));
	});
	if (touched.length === 0) return [];
	const views = await orderViews(tx, or(...touched), touched.length);
	return views.map((order) => ({ channel: orderChannel(order.event, order.id), payload: { order } }));
}

/** One message for each owner: the tickets gained and lost in this ledger. */
function ownerMessages(log: Logged[], address: Map<number, string>): LedgerlessMessage[] {
	const changes = new Map<string, OwnerDelta>();
	const of = (owner: string): OwnerDelta => {
		const known = changes.get(owner) ?? { gained: [], lost: [] };
		changes.set(owner, known);
		return known;
	};
	for (const { event, no } of log) {
		const ref = (order: bigint, index: number, tier: number | null): TicketRef => ({
			id: ticketText(order, index),
			event: address.get(no)!,
			eventNo: no,
			orderId: String(order),
			index,
			tier,
		});
		for (const o of ordersOfEvent(event)) {
			for (let i = 0; i < o.qty; i++) of(o.owner).gained.push(ref(o.id, i, o.tier));
		}
		if (event.name !== 'moved') continue;
		const { order, index } = orderOf(event.payload.ticket);
		of(event.payload.from).lost.push(ref(order, index, null));
		of(event.payload.to).gained.push(ref(order, index, null));
	}
	return [...changes].map(([owner, payload]) => ({ channel: ownerChannel(owner), payload }));
}
