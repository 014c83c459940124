import { inArray } from 'drizzle-orm';
import { bigint, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import type { LoggedAs } from '../facts/fact.ts';
import { accountOf } from './account-of-address.ts';
import type { Model } from './model.ts';
import { payees } from './payees.ts';
import { chain, money } from './schema.ts';

/** One row for each payee of a payout, with the address that received it. */
export const payouts = chain.table(
	'payouts',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		payee: smallint().notNull(),
		address: text().notNull(),
		account: text().notNull(),
		amount: money().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		paidAt: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.n, t.payee] }),
		index().on(t.address, t.paidAt),
		index().on(t.account, t.paidAt),
	],
);

export type PayoutRow = typeof payouts.$inferSelect;
type State = { addresses: Map<number, string[]>; rows: PayoutRow[] };

export const payoutsModel: Model<State> = {
	name: 'payouts',
	async load(tx, nos) {
		const found =
			nos.length > 0
				? await tx
						.select({ no: payees.eventNo, address: payees.address })
						.from(payees)
						.where(inArray(payees.eventNo, nos))
						.orderBy(payees.eventNo, payees.index)
				: [];
		const byEvent = Map.groupBy(found, (p) => p.no);
		return { addresses: new Map([...byEvent].map(([no, l]) => [no, l.map((p) => p.address)])), rows: [] };
	},
	on: {
		announced: 'ignored',
		created: (state, { no, event }) => {
			state.addresses.set(no, addresses(event.payload.terms.payees));
		},
		splits_set: (state, { no, event }) => {
			state.addresses.set(no, addresses(event.payload.payees));
		},
		allocated: 'ignored',
		sold: 'ignored',
		settled: 'ignored',
		paid: addPayouts,
		moved: 'ignored',
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(payouts).values(rows);
	},
};

function addPayouts(state: State, { no, event, position }: LoggedAs<'paid'>): void {
	for (const [payee, amount] of event.payload.payouts) {
		const address = state.addresses.get(no)![payee]!;
		state.rows.push({
			eventNo: no,
			n: event.n,
			payee,
			address,
			account: accountOf(address),
			amount,
			txHash: position.txHash,
			ledger: position.ledger,
			paidAt: position.closedAt,
		});
	}
}

const addresses = (list: { address: unknown }[]): string[] => list.map((p) => String(p.address));
