import { and, eq } from 'drizzle-orm';
import { bigint, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { orderOf } from '#shared/chain/state/ids.ts';
import { ordersIn } from '../facts/orders-of-event.ts';
import type { Model } from './model.ts';
import { chain } from './schema.ts';

/** One row a ticket. Its id on chain is order << 5 | index, too wide for Postgres's bigint. */
export const tickets = chain.table(
	'tickets',
	{
		eventNo: integer().notNull(),
		orderId: bigint({ mode: 'bigint' }).notNull(),
		index: smallint().notNull(),
		tier: smallint().notNull(),
		owner: text().notNull(),
		/** Since when it has this owner. */
		ownedSince: timestamp({ withTimezone: true }).notNull(),
		ledger: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.orderId, t.index] }), index().on(t.owner)],
);

export type TicketRow = typeof tickets.$inferSelect;
type Handover = Pick<TicketRow, 'eventNo' | 'orderId' | 'index' | 'owner' | 'ownedSince' | 'ledger'>;
/** `issued` by event, order and index; `moved` are tickets of earlier ledgers. */
type State = { issued: Map<string, TicketRow>; moved: Map<string, Handover> };

const keyOf = (eventNo: number, orderId: bigint, at: number): string => `${eventNo} ${orderId} ${at}`;

export const ticketsModel: Model<State> = {
	name: 'tickets',
	async load() {
		return { issued: new Map(), moved: new Map() };
	},
	reduce(state, fact) {
		if (fact.kind === 'announced') return;
		const { event, no: eventNo, place } = fact;
		const since = { ownedSince: place.closedAt, ledger: place.ledger };
		for (const { id: orderId, qty, tier, owner } of ordersIn(event)) {
			for (let at = 0; at < qty; at++) {
				state.issued.set(keyOf(eventNo, orderId, at), { eventNo, orderId, index: at, tier, owner, ...since });
			}
		}
		if (event.name !== 'moved') return;
		const { order: orderId, index: at } = orderOf(event.payload.ticket);
		const key = keyOf(eventNo, orderId, at);
		const handover = { eventNo, orderId, index: at, owner: event.payload.to, ...since };
		const issued = state.issued.get(key);
		if (issued) state.issued.set(key, { ...issued, ...handover });
		else state.moved.set(key, handover);
	},
	async save(tx, { issued, moved }) {
		const rows = [...issued.values()];
		// Eight columns a row: Postgres takes 65 535 parameters a statement.
		for (let i = 0; i < rows.length; i += 5000) await tx.insert(tickets).values(rows.slice(i, i + 5000));
		for (const { eventNo, orderId, index: at, ...change } of moved.values()) {
			await tx
				.update(tickets)
				.set(change)
				.where(and(eq(tickets.eventNo, eventNo), eq(tickets.orderId, orderId), eq(tickets.index, at)));
		}
	},
};
