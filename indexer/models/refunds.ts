import { bigint, boolean, index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { hex } from '#shared/hex.ts';
import { type EmittedAs, numberOf } from '../facts/fact.ts';
import { ignored, type Model } from './model.ts';
import { chain, money } from './schema.ts';

/** One row for each refund, and for each reversal of a fiat payment. Money in stroops. */
export const refunds = chain.table(
	'refunds',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		orderId: bigint({ mode: 'bigint' }).notNull(),
		/** Its tickets, bit i = ticket i. */
		mask: integer().notNull(),
		/** Who has the right to the money; null for the treasury. */
		payer: text(),
		paid: money().notNull(),
		/** Whether it arrived; else it is owed. */
		delivered: boolean().notNull(),
		/** What a reversal rests on; null for a refund. */
		evidence: text(),
		/** What of a reversal the treasury bears. */
		shortfall: money().notNull(),
		/** What creators lost by it. */
		commissions: jsonb().$type<{ creator: string; amount: string }[]>().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		at: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.n] }), index().on(t.eventNo, t.orderId), index().on(t.payer)],
);

export type RefundRow = typeof refunds.$inferSelect;
type State = { rows: RefundRow[] };

export const refundsModel: Model<State> = {
	name: 'refunds',
	table: refunds,
	rows: ({ rows }) => rows,
	load: async () => ({ rows: [] }),
	on: {
		...ignored('announced', 'created', 'details_set', 'tier_added', 'splits_set', 'accepted', 'sold'),
		...ignored('settled', 'minted', 'allocated', 'commission_set', 'paid', 'redirected', 'owed_paid'),
		...ignored('funded', 'top_ups_returned', 'closed', 'cancelled', 'postponed', 'paused', 'frozen'),
		...ignored('resold', 'gate_set', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		refunded(state, fact) {
			add(state, fact, { payer: fact.event.payload.payer, evidence: null, shortfall: 0n });
		},
		reversed(state, fact) {
			const { evidence, shortfall } = fact.event.payload;
			add(state, fact, { payer: null, evidence: hex(evidence), shortfall });
		},
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(refunds).values(rows);
	},
};

type Special = Pick<RefundRow, 'payer' | 'evidence' | 'shortfall'>;

function add(state: State, { no, event, position }: EmittedAs<'refunded' | 'reversed'>, special: Special) {
	const { order, mask, paid, delivered, commissions } = event.payload;
	state.rows.push({
		...special,
		eventNo: no,
		n: numberOf(event),
		orderId: order,
		mask,
		paid,
		delivered,
		commissions: commissions.map(([creator, amount]) => ({ creator, amount: String(amount) })),
		txHash: position.txHash,
		ledger: position.ledger,
		at: position.closedAt,
	});
}
