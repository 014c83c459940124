import { inArray } from 'drizzle-orm';
import { bigint, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import type { LoggedAs } from '../facts/fact.ts';
import { ordersOfEvent, type Rail } from '../facts/orders-of-event.ts';
import { events } from './events.ts';
import type { Model } from './model.ts';
import { chain, money } from './schema.ts';
import { tiers } from './tiers.ts';

/** One row for each order: one tier, one buyer. Ids are unique within an event only: batches of two events share ids. */
export const orders = chain.table(
	'orders',
	{
		eventNo: integer().notNull(),
		id: bigint({ mode: 'bigint' }).notNull(),
		buyer: text().notNull(),
		tier: smallint().notNull(),
		qty: smallint().notNull(),
		total: money().notNull(),
		/** The event's revenue before this order. Each payee's share of the order follows from it. */
		grossBefore: money().notNull(),
		rail: text().$type<Rail>().notNull(),
		evidence: text(),
		n: bigint({ mode: 'bigint' }).notNull(),
		/** Among the orders of one sale. */
		position: smallint().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		soldAt: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.id] }),
		index().on(t.id),
		index().on(t.buyer),
		index().on(t.eventNo, t.soldAt),
	],
);

export type OrderRow = typeof orders.$inferSelect;

type State = { prices: Map<number, bigint[]>; gross: Map<number, bigint>; rows: OrderRow[] };

export const ordersModel: Model<State> = {
	name: 'orders',
	table: orders,
	rows: ({ rows }) => rows,
	async load(tx, nos) {
		if (nos.length === 0) return { prices: new Map(), gross: new Map(), rows: [] };
		const priced = await tx
			.select({ no: tiers.eventNo, price: tiers.price })
			.from(tiers)
			.where(inArray(tiers.eventNo, nos))
			.orderBy(tiers.eventNo, tiers.index);
		const totals = await tx
			.select({ no: events.no, gross: events.gross })
			.from(events)
			.where(inArray(events.no, nos));
		const byEvent = Map.groupBy(priced, (t) => t.no);
		return {
			prices: new Map([...byEvent].map(([no, list]) => [no, list.map((t) => t.price)])),
			gross: new Map(totals.map((t) => [t.no, t.gross])),
			rows: [],
		};
	},
	on: {
		announced: 'ignored',
		created(state, { no, event }) {
			state.gross.set(no, 0n);
			state.prices.set(
				no,
				event.payload.terms.tiers.map((t) => t.price),
			);
		},
		splits_set: 'ignored',
		allocated: 'ignored',
		sold: addOrders,
		settled: addOrders,
		paid: 'ignored',
		moved: 'ignored',
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(orders).values(rows);
	},
};

function addOrders(state: State, { no, event, position }: LoggedAs<'sold' | 'settled'>): void {
	for (const [inEvent, { owner, ...order }] of ordersOfEvent(event).entries()) {
		const grossBefore = state.gross.get(no)!;
		const total = state.prices.get(no)![order.tier]! * BigInt(order.qty);
		state.gross.set(no, grossBefore + total);
		state.rows.push({
			...order,
			eventNo: no,
			buyer: owner,
			total,
			grossBefore,
			n: event.n,
			position: inEvent,
			txHash: position.txHash,
			ledger: position.ledger,
			soldAt: position.closedAt,
		});
	}
}
