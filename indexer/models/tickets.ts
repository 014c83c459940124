import { and, eq, sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { orderOf } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { EmittedAs, EventPosition, Fact } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import { insertRows } from './insert-rows.ts';
import { ignored, type Model } from './model.ts';
import { chain, money } from './schema.ts';
import { whereOrders } from './where-orders.ts';

/** `refunded` also after a reversal, and after a cancel for one that was used. */
export type TicketState = 'valid' | 'used' | 'refunded';

/** One row for each ticket. Its id on chain is order << 5 | index, too wide for Postgres's bigint. */
export const tickets = chain.table(
	'tickets',
	{
		eventNo: integer().notNull(),
		orderId: bigint({ mode: 'bigint' }).notNull(),
		index: smallint().notNull(),
		tier: smallint().notNull(),
		/** Of one that was given back: its last holder. */
		owner: text().notNull(),
		/** The owner is an address of the relayer's. */
		custody: boolean().notNull(),
		/** When this owner got it. */
		ownedSince: timestamp({ withTimezone: true }).notNull(),
		/** Who has the right to its money; null for the treasury, and for nobody if it was given away. */
		payer: text(),
		state: text().$type<TicketState>().notNull(),
		/** The gate that let its holder in, and when. */
		gate: text(),
		usedAt: timestamp({ withTimezone: true }),
		/** What its holder asks, in stroops. It stays where transfers freeze or the event is cancelled. */
		price: money(),
		/** How often it was sold on. */
		resales: smallint().notNull(),
		/** Of its last change. */
		ledger: integer().notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.orderId, t.index] }),
		index().on(t.owner),
		index('tickets_listed_index').on(t.eventNo, t.price, t.orderId, t.index).where(sql`price is not null`),
	],
);

export type TicketRow = typeof tickets.$inferSelect;
/** By event, order and index: tickets that were issued now, and all of orders that facts name. */
type State = { rows: Map<string, TicketRow>; issued: Set<string>; changed: Set<string> };

const keyOf = (eventNo: number, orderId: bigint, at: number): string => `${eventNo} ${orderId} ${at}`;

export const ticketsModel: Model<State> = {
	name: 'tickets',
	table: tickets,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, touched) {
		const state: State = { rows: new Map(), issued: new Set(), changed: new Set() };
		if (touched.orders.length === 0) return state;
		const where = whereOrders(touched, tickets.eventNo, tickets.orderId);
		for (const row of await tx.select().from(tickets).where(where))
			state.rows.set(keyOf(row.eventNo, row.orderId, row.index), row);
		return state;
	},
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'allocated'),
		...ignored('commission_set', 'paid', 'redirected', 'owed_paid', 'funded', 'top_ups_returned', 'closed'),
		...ignored('cancelled', 'postponed', 'paused', 'frozen', 'gate_set', 'cap_set', 'key_set'),
		sold: issueTickets,
		settled: issueTickets,
		minted: issueTickets,
		moved(state, fact) {
			const { ticket, to } = fact.event.payload;
			// The right to the money stays where it is; nobody has it to a ticket that was given away.
			change(state, fact, ticket, () => ({ owner: to, custody: false, ...ownedFrom(fact.position) }));
		},
		claimed(state, fact) {
			const { order, mask, to } = fact.event.payload;
			const owner = { owner: to, custody: false, ...ownedFrom(fact.position) };
			for (const at of indexesOf(mask)) changeAt(state, fact, order, at, () => owner);
		},
		listed(state, fact) {
			const { ticket, price } = fact.event.payload;
			change(state, fact, ticket, () => ({ price }));
		},
		unlisted(state, fact) {
			change(state, fact, fact.event.payload.ticket, () => ({ price: null }));
		},
		resold(state, fact) {
			const { buyer, custody, ticket } = fact.event.payload;
			const owned = { owner: buyer, custody, price: null, ...ownedFrom(fact.position) };
			change(state, fact, ticket, ({ payer, resales }) => ({
				...owned,
				// A treasury that paid once keeps the right, and pays the last buyer.
				payer: custody || payer === null ? null : buyer,
				resales: resales + 1,
			}));
		},
		checked_in: checkIn,
		refunded: voidTickets,
		reversed: voidTickets,
	},
	async save(tx, { rows, issued, changed }) {
		const made = [...issued].map((key) => rows.get(key)!);
		await insertRows(tx, tickets, made);
		for (const key of changed.difference(issued)) {
			const { eventNo, orderId, index: at, ...change } = rows.get(key)!;
			await tx
				.update(tickets)
				.set(change)
				.where(and(eq(tickets.eventNo, eventNo), eq(tickets.orderId, orderId), eq(tickets.index, at)));
		}
	},
};

const ownedFrom = ({ closedAt }: EventPosition) => ({ ownedSince: closedAt });

function issueTickets(
	state: State,
	{ no: eventNo, event, position }: EmittedAs<'sold' | 'settled' | 'minted'>,
) {
	for (const { id: orderId, qty, tier, owner, custody, rail, complimentary } of ordersOfEvent(event)) {
		for (let at = 0; at < qty; at++) {
			const key = keyOf(eventNo, orderId, at);
			state.rows.set(key, {
				eventNo,
				orderId,
				index: at,
				tier,
				owner,
				custody,
				ownedSince: position.closedAt,
				payer: rail === 'fiat' || complimentary ? null : owner,
				state: 'valid',
				gate: null,
				usedAt: null,
				price: null,
				resales: 0,
				ledger: position.ledger,
			});
			state.issued.add(key);
		}
	}
}

type Change = (row: TicketRow) => Partial<TicketRow>;
type Changing = Exclude<Fact, { kind: 'announced' }>;

function change(state: State, fact: Changing, ticket: bigint, next: Change): void {
	const { order, index: at } = orderOf(ticket);
	changeAt(state, fact, order, at, next);
}

/** A ticket that was never read is one of a log with a hole, which the next event of the log shows. */
function changeAt(state: State, { no, position }: Changing, order: bigint, at: number, next: Change): void {
	const key = keyOf(no, order, at);
	const row = state.rows.get(key);
	if (!row) return;
	state.rows.set(key, { ...row, ...next(row), ledger: position.ledger });
	state.changed.add(key);
}

function checkIn(state: State, fact: EmittedAs<'checked_in'>): void {
	const { gate, orders } = fact.event.payload;
	const used = { state: 'used', gate, usedAt: fact.position.closedAt } as const;
	for (const [order, mask] of orders)
		for (const at of indexesOf(mask)) changeAt(state, fact, order, at, () => used);
}

function voidTickets(state: State, fact: EmittedAs<'refunded' | 'reversed'>): void {
	const { order, mask } = fact.event.payload;
	for (const at of indexesOf(mask)) changeAt(state, fact, order, at, () => ({ state: 'refunded' }));
}
