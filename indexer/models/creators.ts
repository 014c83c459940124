import { inArray } from 'drizzle-orm';
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { KnownOrders, type Making, type Voiding } from './known-orders.ts';
import { ignored, type Model } from './model.ts';
import { chain, money } from './schema.ts';

/** What creators earn with an event, out of the organizer's share. Money in stroops. */
export const creators = chain.table(
	'creators',
	{
		eventNo: integer().notNull(),
		creator: text().notNull(),
		/** Of a ticket's price, for orders from now on. */
		bps: integer().notNull(),
		/** SHA-256 of what organizer and creator agreed; null if they never did. */
		termsHash: text(),
		earned: money().notNull(),
		paid: money().notNull(),
		/** Tickets that stand × weight in basis points. */
		points: money().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.creator] }), index().on(t.creator)],
);

export type CreatorRow = typeof creators.$inferSelect;
/** Rows by event and creator. */
type State = { orders: KnownOrders; rows: Map<string, CreatorRow>; changed: Set<string> };

export const creatorsModel: Model<State> = {
	name: 'creators',
	table: creators,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, touched) {
		const state: State = { orders: await KnownOrders.load(tx, touched), rows: new Map(), changed: new Set() };
		const nos = [...touched.rewarded];
		if (nos.length === 0) return state;
		for (const row of await tx.select().from(creators).where(inArray(creators.eventNo, nos)))
			state.rows.set(keyOf(row.eventNo, row.creator), row);
		return state;
	},
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'allocated'),
		...ignored('redirected', 'owed_paid', 'funded', 'top_ups_returned', 'closed', 'cancelled', 'postponed'),
		...ignored('paused', 'frozen', 'resold', 'gate_set', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		commission_set(state, { no, event }) {
			const { creator, bps, terms_hash } = event.payload;
			Object.assign(rowOf(state, no, creator), { bps, termsHash: hex(terms_hash) });
		},
		sold: earn,
		settled: earn,
		minted: earn,
		refunded: takeBack,
		reversed: takeBack,
		paid: pay,
	},
	async save(tx, { rows, changed }) {
		for (const key of changed) {
			const row = rows.get(key)!;
			await tx
				.insert(creators)
				.values(row)
				.onConflictDoUpdate({ target: [creators.eventNo, creators.creator], set: row });
		}
	},
};

const keyOf = (no: number, creator: string): string => `${no} ${creator}`;

/** A creator's row, which changes. */
function rowOf(state: State, eventNo: number, creator: string): CreatorRow {
	const key = keyOf(eventNo, creator);
	const row = state.rows.get(key) ?? {
		eventNo,
		creator,
		bps: 0,
		termsHash: null,
		earned: 0n,
		paid: 0n,
		points: 0n,
	};
	state.rows.set(key, row);
	state.changed.add(key);
	return row;
}

function earn(state: State, fact: Making): void {
	for (const { qty, credits } of state.orders.add(fact)) {
		for (const { creator, weight, amount } of credits) {
			const row = rowOf(state, fact.no, creator);
			row.earned += amount * BigInt(qty);
			row.points += BigInt(weight * qty);
		}
	}
}

/** What creators lost stands in the event; after a cancel they lose nothing. */
function takeBack(state: State, fact: Voiding): void {
	const voided = state.orders.voided(fact);
	for (const [creator, amount] of fact.event.payload.commissions) {
		const weight = voided?.order.credits.find((c) => c.creator === creator)?.weight ?? 0;
		const row = rowOf(state, fact.no, creator);
		row.earned -= amount;
		row.points -= BigInt(weight * (voided?.tickets ?? 0));
	}
}

function pay(state: State, { no, event }: EmittedAs<'paid'>): void {
	for (const [creator, amount] of event.payload.creators) rowOf(state, no, creator).paid += amount;
}
