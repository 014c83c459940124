import { inArray, sql } from 'drizzle-orm';
import { integer, primaryKey, smallint } from 'drizzle-orm/pg-core';
import type { Terms, Tier } from '#shared/contract/event.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { eventsWith } from '../facts/touched.ts';
import { KnownOrders, type Making, type Voiding } from './known-orders.ts';
import { ignored, type Model } from './model.ts';
import { chain, money, u32, u64 } from './schema.ts';

/**
 * Inventory: `sold` counts the seats of both rails less those given back, `fiatSold` those of them that M-Pesa or a
 * bank paid for.
 */
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
		/** Of the tickets sold: whose holders entered. */
		used: u32().notNull(),
		/** The tier whose free seats this one took. */
		replaces: smallint(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.index] })],
);

export type TierRow = typeof tiers.$inferSelect;

/** Seats that each rail may still sell: the rule of contracts/event/src/sale/inventory.rs. */
export const leftOf = (t: Pick<TierRow, 'capacity' | 'sold' | 'fiatSold' | 'fiatAllocated'>) => ({
	wallet: Math.max(0, t.capacity - (t.sold - t.fiatSold) - Math.max(t.fiatAllocated, t.fiatSold)),
	fiat: Math.max(0, t.fiatAllocated - t.fiatSold),
});

type State = { orders: KnownOrders; rows: Map<number, TierRow[]>; changed: Set<number> };

/** Names of the facts that change tiers. */
const counted = [
	...(['tier_added', 'postponed', 'allocated', 'sold', 'settled', 'minted'] as const),
	...(['refunded', 'reversed', 'checked_in'] as const),
];

export const tiersModel: Model<State> = {
	name: 'tiers',
	table: tiers,
	rows: ({ rows }) => [...rows.values()].flat(),
	async load(tx, touched) {
		const nos = eventsWith(touched, ...counted);
		const found =
			nos.length > 0
				? await tx.select().from(tiers).where(inArray(tiers.eventNo, nos)).orderBy(tiers.eventNo, tiers.index)
				: [];
		const known = await KnownOrders.load(tx, touched);
		return { orders: known, rows: Map.groupBy(found, (t) => t.eventNo), changed: new Set() };
	},
	on: {
		...ignored('announced', 'details_set', 'splits_set', 'accepted', 'commission_set', 'paid', 'redirected'),
		...ignored(
			'owed_paid',
			'funded',
			'top_ups_returned',
			'closed',
			'cancelled',
			'paused',
			'frozen',
			'resold',
		),
		...ignored('gate_set', 'cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted'),
		created: (state, { no, event }) => setTerms(state, no, event.payload.terms),
		tier_added: (state, { no, event }) => {
			setTerms(state, no, event.payload.terms);
			state.rows.get(no)![event.payload.tier]!.replaces = event.payload.replaced;
		},
		postponed: (state, { no, event }) => setTerms(state, no, event.payload.terms),
		allocated(state, { no, event }) {
			state.rows.get(no)![event.payload.tier]!.fiatAllocated = event.payload.fiat_allocated;
			state.changed.add(no);
		},
		sold: countSeats,
		settled: countSeats,
		minted: countSeats,
		refunded: giveSeatsBack,
		reversed: giveSeatsBack,
		checked_in: countEntries,
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
					capacity: sql`excluded.capacity`,
					fiatQuota: sql`excluded.fiat_quota`,
					opensAt: sql`excluded.opens_at`,
					closesAt: sql`excluded.closes_at`,
					sold: sql`excluded.sold`,
					fiatAllocated: sql`excluded.fiat_allocated`,
					fiatSold: sql`excluded.fiat_sold`,
					used: sql`excluded.used`,
				},
			});
	},
};

/** Tiers as the terms have them now, with their counts. */
function setTerms(state: State, no: number, { tiers: list }: Pick<Terms, 'tiers'>): void {
	const known = state.rows.get(no) ?? [];
	state.rows.set(
		no,
		list.map((tier, i) => {
			const { sold, fiatAllocated, fiatSold, used, replaces } = known[i] ?? unsold;
			return { ...rowOf(no, i, tier), sold, fiatAllocated, fiatSold, used, replaces };
		}),
	);
	state.changed.add(no);
}

function countSeats(state: State, fact: Making): void {
	const rows = state.rows.get(fact.no)!;
	for (const order of state.orders.add(fact)) {
		rows[order.tier]!.sold += order.qty;
		if (order.rail === 'fiat') rows[order.tier]!.fiatSold += order.qty;
		state.changed.add(fact.no);
	}
}

/** Seats go back to the rail that they came from. */
function giveSeatsBack(state: State, fact: Voiding): void {
	const voided = state.orders.voided(fact);
	const row = voided && state.rows.get(fact.no)![voided.order.tier];
	if (!row) return;
	row.sold -= voided.tickets;
	if (voided.order.rail === 'fiat') row.fiatSold -= voided.tickets;
	state.changed.add(fact.no);
}

function countEntries(state: State, { no, event }: EmittedAs<'checked_in'>): void {
	for (const [id, mask] of event.payload.orders) {
		const order = state.orders.get(no, id);
		if (!order) continue;
		state.rows.get(no)![order.tier]!.used += indexesOf(mask).length;
		state.changed.add(no);
	}
}

const unsold = { sold: 0, fiatAllocated: 0, fiatSold: 0, used: 0, replaces: null };

const rowOf = (eventNo: number, index: number, t: Tier) => ({
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
});
