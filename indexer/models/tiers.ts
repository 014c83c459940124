import { inArray, sql } from 'drizzle-orm';
import { integer, primaryKey, smallint } from 'drizzle-orm/pg-core';
import type { Tier } from '#shared/contract/event.ts';
import { ordersIn } from '../facts/orders-of-event.ts';
import type { Model } from './model.ts';
import { chain, money, u32, u64 } from './schema.ts';

/** Inventory: `sold` counts both rails, `fiatSold` the seats of it that were paid by M-Pesa or bank. */
export const tiers = chain.table(
	'tiers',
	{
		eventNo: integer().notNull(),
		index: smallint().notNull(),
		price: money().notNull(),
		/** 0 KES, 1 USD. */
		faceCurrency: smallint().notNull(),
		faceAmount: money().notNull(),
		capacity: u32().notNull(),
		fiatQuota: u32().notNull(),
		opensAt: u64().notNull(),
		closesAt: u64().notNull(),
		perOrder: integer().notNull(),
		sold: u32().notNull(),
		fiatAllocated: u32().notNull(),
		fiatSold: u32().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.index] })],
);

export type TierRow = typeof tiers.$inferSelect;

/** Seats that each rail may still sell: the rule of contracts/event/src/inventory.rs. */
export const leftOf = (t: Pick<TierRow, 'capacity' | 'sold' | 'fiatSold' | 'fiatAllocated'>) => ({
	wallet: Math.max(0, t.capacity - (t.sold - t.fiatSold) - Math.max(t.fiatAllocated, t.fiatSold)),
	fiat: Math.max(0, t.fiatAllocated - t.fiatSold),
});

type State = { rows: Map<number, TierRow[]>; changed: Set<number> };

export const tiersModel: Model<State> = {
	name: 'tiers',
	async load(tx, nos) {
		const found =
			nos.length > 0
				? await tx.select().from(tiers).where(inArray(tiers.eventNo, nos)).orderBy(tiers.eventNo, tiers.index)
				: [];
		return { rows: Map.groupBy(found, (t) => t.eventNo), changed: new Set() };
	},
	reduce(state, fact) {
		if (fact.kind === 'announced') return;
		const { event, no } = fact;
		if (event.name === 'created') {
			state.rows.set(
				no,
				event.payload.terms.tiers.map((t, i) => fresh(no, i, t)),
			);
		}
		const rows = state.rows.get(no)!;
		if (event.name === 'allocated') rows[event.payload.tier]!.fiatAllocated = event.payload.fiat_allocated;
		const orders = ordersIn(event);
		for (const order of orders) {
			rows[order.tier]!.sold += order.qty;
			if (order.rail === 'fiat') rows[order.tier]!.fiatSold += order.qty;
		}
		if (event.name === 'created' || event.name === 'allocated' || orders.length > 0) state.changed.add(no);
	},
	async save(tx, state) {
		const rows = [...state.changed].flatMap((no) => state.rows.get(no)!);
		if (rows.length === 0) return;
		await tx
			.insert(tiers)
			.values(rows)
			.onConflictDoUpdate({
				target: [tiers.eventNo, tiers.index],
				set: {
					sold: sql`excluded.sold`,
					fiatAllocated: sql`excluded.fiat_allocated`,
					fiatSold: sql`excluded.fiat_sold`,
				},
			});
	},
};

const fresh = (eventNo: number, index: number, t: Tier): TierRow => ({
	eventNo,
	index,
	price: t.price,
	faceCurrency: t.face.currency,
	faceAmount: t.face.amount,
	capacity: t.capacity,
	fiatQuota: t.fiat_quota,
	opensAt: t.opens_at,
	closesAt: t.closes_at,
	perOrder: t.per_order,
	sold: 0,
	fiatAllocated: 0,
	fiatSold: 0,
});
