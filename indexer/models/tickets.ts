import { and, eq } from 'drizzle-orm';
import { bigint, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { EventPosition, LoggedAs } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import type { Model } from './model.ts';
import { chain } from './schema.ts';

/** One row for each ticket. Its id on chain is order << 5 | index, too wide for Postgres's bigint. */
export const tickets = chain.table(
	'tickets',
	{
		eventNo: integer().notNull(),
		orderId: bigint({ mode: 'bigint' }).notNull(),
		index: smallint().notNull(),
		tier: smallint().notNull(),
		owner: text().notNull(),
		/** When this owner got it. */
		ownedSince: timestamp({ withTimezone: true }).notNull(),
		ledger: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.orderId, t.index] }), index().on(t.owner)],
);

export type TicketRow = typeof tickets.$inferSelect;
type Transfer = Pick<TicketRow, 'eventNo' | 'orderId' | 'index' | 'owner' | 'ownedSince' | 'ledger'>;
/** Both by event, order and index. `moved` holds tickets of earlier ledgers. */
type State = { issued: Map<string, TicketRow>; moved: Map<string, Transfer> };

const keyOf = (eventNo: number, orderId: bigint, at: number): string => `${eventNo} ${orderId} ${at}`;

export const ticketsModel: Model<State> = {
	name: 'tickets',
	table: tickets,
	rows: ({ issued }) => [...issued.values()],
	async load() {
		return { issued: new Map(), moved: new Map() };
	},
	on: {
		announced: 'ignored',
		created: 'ignored',
		splits_set: 'ignored',
		allocated: 'ignored',
		sold: issueTickets,
		settled: issueTickets,
		paid: 'ignored',
		moved: moveTicket,
	},
	async save(tx, { issued, moved }) {
		const rows = [...issued.values()];
		// A row has eight columns, and Postgres accepts 65 535 parameters in a statement.
		for (let i = 0; i < rows.length; i += 5000) await tx.insert(tickets).values(rows.slice(i, i + 5000));
		for (const { eventNo, orderId, index: at, ...change } of moved.values()) {
			await tx
				.update(tickets)
				.set(change)
				.where(and(eq(tickets.eventNo, eventNo), eq(tickets.orderId, orderId), eq(tickets.index, at)));
		}
	},
};

const sinceOf = ({ closedAt, ledger }: EventPosition) => ({ ownedSince: closedAt, ledger });

function issueTickets(state: State, { no: eventNo, event, position }: LoggedAs<'sold' | 'settled'>): void {
	const since = sinceOf(position);
	for (const { id: orderId, qty, tier, owner } of ordersOfEvent(event)) {
		for (let at = 0; at < qty; at++) {
			state.issued.set(keyOf(eventNo, orderId, at), { eventNo, orderId, index: at, tier, owner, ...since });
		}
	}
}

function moveTicket(state: State, { no: eventNo, event, position }: LoggedAs<'moved'>): void {
	const { order: orderId, index: at } = orderOf(event.payload.ticket);
	const key = keyOf(eventNo, orderId, at);
	const transfer = { eventNo, orderId, index: at, owner: event.payload.to, ...sinceOf(position) };
	const issued = state.issued.get(key);
	if (issued) state.issued.set(key, { ...issued, ...transfer });
	else state.moved.set(key, transfer);
}
