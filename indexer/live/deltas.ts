import { eq, or } from 'drizzle-orm';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { Emitted, Fact } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import { ticketsOfEvent, touchedBy } from '../facts/touched.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import type { Message } from '../models/outbox.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRow, tickets } from '../models/tickets.ts';
import { whereOrders } from '../models/where-orders.ts';
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
	const emitted = facts.filter((f) => f.kind === 'emitted');
	const byEvent = Map.groupBy(emitted, (f) => f.no);
	const parts = await eventParts(tx, [...byEvent.keys()]);
	const address = new Map(parts.map((p) => [p.row.no, p.row.address]));
	const messages = [
		...parts.flatMap((p) => eventMessages(p, byEvent.get(p.row.no)!, secondsOf(closedAt))),
		...(await orderMessages(tx, emitted)),
		...ownerMessages(emitted, address, await holdersOf(tx, emitted)),
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

function eventMessages(parts: EventParts, emitted: Emitted[], now: bigint): LedgerlessMessage[] {
	const causes: Cause[] = emitted.map(({ event, position }) => ({
		name: event.name,
		n: String(event.n ?? 0n),
		txHash: position.txHash,
	}));
	const payload = { event: liveEvent(parts, now), causes };
	return [eventChannel(parts.row.address), allEventsChannel].map((channel) => ({ channel, payload }));
}

/** Messages for new orders, and for orders with a ticket that changed. */
async function orderMessages(tx: Transaction, emitted: Emitted[]): Promise<LedgerlessMessage[]> {
	const touched = new Map(
		emitted.flatMap(({ event, no }) =>
			[...ordersOfEvent(event).map((o) => o.id), ...ticketsOfEvent(event).map((t) => t.order)].map(
				(id) => [`${no} ${id}`, orderIs(no, id)] as const,
			),
		),
	);
	if (touched.size === 0) return [];
	const views = await orderViews(tx, or(...touched.values()), touched.size);
	return views.map((order) => ({ channel: orderChannel(order.event, order.id), payload: { order } }));
}

/** Who holds a ticket after this ledger, by event, order and index. */
type Holders = Map<string, Pick<TicketRow, 'owner' | 'tier'>>;
const holderKey = (no: number, order: bigint, index: number): string => `${no} ${order} ${index}`;

async function holdersOf(tx: Transaction, emitted: Emitted[]): Promise<Holders> {
	const touched = touchedBy(emitted);
	if (touched.orders.length === 0) return new Map();
	const rows = await tx
		.select()
		.from(tickets)
		.where(whereOrders(touched, tickets.eventNo, tickets.orderId));
	return new Map(rows.map((row) => [holderKey(row.eventNo, row.orderId, row.index), row]));
}

/** One message for each owner: the tickets gained, lost and changed in this ledger. */
function ownerMessages(
	emitted: Emitted[],
	address: Map<number, string>,
	holders: Holders,
): LedgerlessMessage[] {
	const changes = new Map<string, OwnerDelta>();
	const of = (owner: string): OwnerDelta => {
		const known = changes.get(owner) ?? { gained: [], lost: [], changed: [] };
		changes.set(owner, known);
		return known;
	};
	for (const { event, no } of emitted) {
		const ref = (order: bigint, index: number): TicketRef => ({
			id: ticketText(order, index),
			event: address.get(no)!,
			eventNo: no,
			orderId: String(order),
			index,
			tier: holders.get(holderKey(no, order, index))?.tier ?? null,
		});
		for (const o of ordersOfEvent(event))
			for (let i = 0; i < o.qty; i++) of(o.owner).gained.push({ ...ref(o.id, i), tier: o.tier });
		for (const { order, mask } of ticketsOfEvent(event)) {
			for (const index of indexesOf(mask)) {
				const holder = holders.get(holderKey(no, order, index))?.owner ?? null;
				for (const [owner, what] of sidesOf(event, holder)) of(owner)[what].push(ref(order, index));
			}
		}
	}
	return [...changes].map(([owner, payload]) => ({ channel: ownerChannel(owner), payload }));
}

/**
 * Whom an event of a ticket concerns, and how. `holder` is who has it after the ledger. A claim does not say whose custody
 * ended: such an address has no listener of its own, and its order's channel says it.
 */
function sidesOf(event: PassaEvent, holder: string | null): [string, keyof OwnerDelta][] {
	switch (event.name) {
		case 'moved':
			return [
				[event.payload.from, 'lost'],
				[event.payload.to, 'gained'],
			];
		case 'resold':
			return [
				[event.payload.seller, 'lost'],
				[event.payload.buyer, 'gained'],
			];
		case 'claimed':
			return [[event.payload.to, 'gained']];
		case 'refunded':
		case 'reversed':
			return holder === null ? [] : [[holder, 'lost']];
		default:
			return holder === null ? [] : [[holder, 'changed']];
	}
}
