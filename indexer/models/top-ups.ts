import { bigint, integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { type EmittedAs, numberOf } from '../facts/fact.ts';
import { ignored, type Model } from './model.ts';
import { chain, money } from './schema.ts';

/** `returned` also if the end of a cancelled event gave it back. */
export type TopUpKind = 'funded' | 'returned';

/** What the organizer put in for refunds, and what came back. Money in stroops. */
export const topUps = chain.table(
	'top_ups',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		kind: text().$type<TopUpKind>().notNull(),
		amount: money().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		at: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.n] })],
);

export type TopUpRow = typeof topUps.$inferSelect;
type State = { rows: TopUpRow[] };

export const topUpsModel: Model<State> = {
	name: 'top_ups',
	table: topUps,
	rows: ({ rows }) => rows,
	load: async () => ({ rows: [] }),
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'sold'),
		...ignored('settled', 'minted', 'allocated', 'commission_set', 'paid', 'redirected', 'refunded'),
		...ignored('reversed', 'owed_paid', 'cancelled', 'postponed', 'paused', 'frozen', 'resold'),
		...ignored('gate_set', 'cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		funded: (state, fact) => add(state, fact, 'funded', fact.event.payload.amount),
		top_ups_returned: (state, fact) => add(state, fact, 'returned', fact.event.payload.amount),
		closed: (state, fact) => {
			const { organizer } = fact.event.payload;
			if (organizer > 0n) add(state, fact, 'returned', organizer);
		},
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(topUps).values(rows);
	},
};

type Moving = EmittedAs<'funded' | 'top_ups_returned' | 'closed'>;

function add({ rows }: State, { no, event, position }: Moving, kind: TopUpKind, amount: bigint): void {
	const { txHash, ledger, closedAt: at } = position;
	rows.push({ eventNo: no, n: numberOf(event), kind, amount, txHash, ledger, at });
}
