import { boolean, integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { ignored, type Model } from './model.ts';
import { chain } from './schema.ts';

/** Accounts that let people in. One that does so no more stays, switched off. */
export const gates = chain.table(
	'gates',
	{
		eventNo: integer().notNull(),
		gate: text().notNull(),
		isOn: boolean().notNull(),
		/** Of its last change. */
		since: timestamp({ withTimezone: true }).notNull(),
		ledger: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.gate] })],
);

export type GateRow = typeof gates.$inferSelect;
/** Rows that changed, by event and gate. */
type State = { rows: Map<string, GateRow> };

export const gatesModel: Model<State> = {
	name: 'gates',
	table: gates,
	rows: ({ rows }) => [...rows.values()],
	load: async () => ({ rows: new Map() }),
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'sold'),
		...ignored('settled', 'minted', 'allocated', 'commission_set', 'paid', 'redirected', 'refunded'),
		...ignored('reversed', 'owed_paid', 'funded', 'top_ups_returned', 'closed', 'cancelled', 'postponed'),
		...ignored('paused', 'frozen', 'resold', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		gate_set({ rows }, { no: eventNo, event, position }) {
			const { gate, on: isOn } = event.payload;
			const { closedAt: since, ledger } = position;
			rows.set(`${eventNo} ${gate}`, { eventNo, gate, isOn, since, ledger });
		},
	},
	async save(tx, { rows }) {
		for (const row of rows.values())
			await tx
				.insert(gates)
				.values(row)
				.onConflictDoUpdate({ target: [gates.eventNo, gates.gate], set: row });
	},
};
