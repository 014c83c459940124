import { inArray, sql } from 'drizzle-orm';
import { integer, primaryKey, smallint } from 'drizzle-orm/pg-core';
import type { Tier } from '#shared/contract/event.ts';
import type { LoggedAs } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import type { Model } from './model.ts';
import { chain, money, u32, u64 } from './schema.ts';

/** Inventory: `sold` counts the seats of both rails, `fiatSold` those of them that M-Pesa or a bank paid for. */
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
	table: tiers,
	rows: ({ rows }) => [...rows.values()].flat(),
	async load(tx, nos) {
		const found =
			nos.length > 0
				? await tx.select().from(tiers).where(inArray(tiers.eventNo, nos)).orderBy(tiers.eventNo, tiers.index)
				: [];
		return { rows: Map.groupBy(found, (t) => t.eventNo), changed: new Set() };
	},
	on: {
		announced: 'ignored',
		created(state, { no, event }) {
			state.rows.set(
				no,
				event.payload.terms.tiers.map((t, i) => unsold(no, i, t)),
			);
			state.changed.add(no);
		},
		splits_set: 'ignored',
		allocated(state, { no, event }) {
			state.rows.get(no)![event.payload.tier]!.fiatAllocated = event.payload.fiat_allocated;
			state.changed.add(no);
		},
		sold: countSeats,
		settled: countSeats,
		paid: 'ignored',
		moved: 'ignored',
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

function countSeats(state: State, { no, event }: LoggedAs<'sold' | 'settled'>): void {
	const rows = state.rows.get(no)!;
	for (const order of ordersOfEvent(event)) {
		rows[order.tier]!.sold += order.qty;
		if (order.rail === 'fiat') rows[order.tier]!.fiatSold += order.qty;
		state.changed.add(no);
	}
}

const unsold = (eventNo: number, index: number, t: Tier): TierRow => ({
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
