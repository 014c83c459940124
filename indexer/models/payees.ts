import { inArray, sql } from 'drizzle-orm';
import { index, integer, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import type { Payee } from '#shared/contract/event.ts';
import { accountOf } from './account-of-address.ts';
import type { Model } from './model.ts';
import { chain, money } from './schema.ts';

/** Who earns from an event, and what was paid so far. The event's totals say what is owed: nothing accrues here. */
export const payees = chain.table(
	'payees',
	{
		eventNo: integer().notNull(),
		index: smallint().notNull(),
		/** As in the terms: possibly muxed. */
		address: text().notNull(),
		/** The account behind a muxed address, else the same. */
		account: text().notNull(),
		role: smallint().notNull(),
		bps: integer().notNull(),
		paid: money().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.index] }), index().on(t.address), index().on(t.account)],
);

export type PayeeRow = typeof payees.$inferSelect;
type State = { rows: Map<number, PayeeRow[]>; replaced: Set<number>; changed: Set<number> };

export const payeesModel: Model<State> = {
	name: 'payees',
	async load(tx, nos) {
		const found =
			nos.length > 0
				? await tx
						.select()
						.from(payees)
						.where(inArray(payees.eventNo, nos))
						.orderBy(payees.eventNo, payees.index)
				: [];
		return { rows: Map.groupBy(found, (p) => p.eventNo), replaced: new Set(), changed: new Set() };
	},
	on: {
		announced: 'ignored',
		created: (state, { no, event }) => replacePayees(state, no, event.payload.terms.payees),
		splits_set: (state, { no, event }) => replacePayees(state, no, event.payload.payees),
		allocated: 'ignored',
		sold: 'ignored',
		settled: 'ignored',
		paid(state, { no, event }) {
			for (const [i, amount] of event.payload.payouts) state.rows.get(no)![i]!.paid += amount;
			state.changed.add(no);
		},
		moved: 'ignored',
	},
	async save(tx, state) {
		const replaced = [...state.replaced];
		if (replaced.length > 0) await tx.delete(payees).where(inArray(payees.eventNo, replaced));
		const rows = [...state.replaced.union(state.changed)].flatMap((no) => state.rows.get(no)!);
		if (rows.length === 0) return;
		await tx
			.insert(payees)
			.values(rows)
			.onConflictDoUpdate({ target: [payees.eventNo, payees.index], set: { paid: sql`excluded.paid` } });
	},
};

function replacePayees(state: State, no: number, list: Payee[]): void {
	state.rows.set(
		no,
		list.map((p, i) => unpaid(no, i, p)),
	);
	state.replaced.add(no);
}

const unpaid = (eventNo: number, at: number, p: Payee): PayeeRow => ({
	eventNo,
	index: at,
	address: String(p.address),
	account: accountOf(String(p.address)),
	role: p.role,
	bps: p.bps,
	paid: 0n,
});
