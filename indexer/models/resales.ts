import { bigint, boolean, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { orderOf } from '#shared/chain/state/ids.ts';
import { numberOf } from '../facts/fact.ts';
import { ignored, type Model } from './model.ts';
import { chain, money } from './schema.ts';

/** One row for each ticket that was sold on. Money in stroops. */
export const resales = chain.table(
	'resales',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		orderId: bigint({ mode: 'bigint' }).notNull(),
		index: smallint().notNull(),
		seller: text().notNull(),
		buyer: text().notNull(),
		/** The buyer is an address of the relayer's. */
		custody: boolean().notNull(),
		price: money().notNull(),
		/** Of it, what became the event's revenue. */
		royalty: money().notNull(),
		/** The seller was in custody: the rest waits for the treasury. */
		treasury: boolean().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		at: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.n] }),
		index().on(t.eventNo, t.orderId),
		index().on(t.seller),
		index().on(t.buyer),
	],
);

export type ResaleRow = typeof resales.$inferSelect;
type State = { rows: ResaleRow[] };

export const resalesModel: Model<State> = {
	name: 'resales',
	table: resales,
	rows: ({ rows }) => rows,
	load: async () => ({ rows: [] }),
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'sold'),
		...ignored('settled', 'minted', 'allocated', 'commission_set', 'paid', 'redirected', 'refunded'),
		...ignored('reversed', 'owed_paid', 'funded', 'top_ups_returned', 'closed', 'cancelled', 'postponed'),
		...ignored('paused', 'frozen', 'gate_set', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		resold({ rows }, { no: eventNo, event, position }) {
			const { ticket, ...sale } = event.payload;
			const { order: orderId, index: at } = orderOf(ticket);
			const place = { eventNo, n: numberOf(event), orderId, index: at };
			const { txHash, ledger, closedAt } = position;
			rows.push({ ...place, ...sale, txHash, ledger, at: closedAt });
		},
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(resales).values(rows);
	},
};
