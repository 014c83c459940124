import { bigint, boolean, index, integer, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { baseAccount } from '#shared/contract/base-account.ts';
import { type EmittedAs, numberOf } from '../facts/fact.ts';
import { eventsWith } from '../facts/touched.ts';
import { isReached } from './event-money.ts';
import { ignored, type Model } from './model.ts';
import { PayeeAddresses } from './payee-addresses.ts';
import { chain, money } from './schema.ts';

/** One row for each payee or creator of a payout, with the address that received it. */
export const payouts = chain.table(
	'payouts',
	{
		eventNo: integer().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		/** A payee's index. Creators have none: they follow from 32 on. */
		position: smallint().notNull(),
		/** Null for a creator. */
		payee: smallint(),
		address: text().notNull(),
		account: text().notNull(),
		amount: money().notNull(),
		/** Whether it arrived: what the end of a cancelled event could not deliver is owed. */
		delivered: boolean().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		paidAt: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.n, t.position] }),
		index().on(t.address, t.paidAt),
		index().on(t.account, t.paidAt),
	],
);

export type PayoutRow = typeof payouts.$inferSelect;
type State = { addresses: PayeeAddresses; rows: PayoutRow[] };

const firstCreator = 32;

export const payoutsModel: Model<State> = {
	name: 'payouts',
	table: payouts,
	rows: ({ rows }) => rows,
	async load(tx, touched) {
		const nos = eventsWith(touched, 'splits_set', 'redirected', 'paid', 'closed');
		return { addresses: await PayeeAddresses.load(tx, nos), rows: [] };
	},
	on: {
		...ignored(
			'announced',
			'details_set',
			'tier_added',
			'accepted',
			'sold',
			'settled',
			'minted',
			'allocated',
		),
		...ignored('commission_set', 'refunded', 'reversed', 'owed_paid', 'funded', 'top_ups_returned'),
		...ignored('cancelled', 'postponed', 'paused', 'resold', 'gate_set', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		created: ({ addresses }, { no, event }) => addresses.set(no, event.payload.terms.payees),
		splits_set: ({ addresses }, { no, event }) => addresses.set(no, event.payload.payees),
		frozen: ({ addresses }, fact) => addresses.freeze(fact),
		redirected: ({ addresses }, fact) => addresses.redirect(fact),
		paid(state, fact) {
			const { payees: list, creators } = fact.event.payload;
			for (const [payee, amount] of list) addPayee(state, fact, payee, amount, true);
			for (const [i, [address, amount]] of creators.entries())
				add(state, fact, { position: firstCreator + i, payee: null, address, amount, delivered: true });
		},
		closed(state, fact) {
			const { payees: list, delivered } = fact.event.payload;
			for (const [payee, amount] of list.entries())
				if (amount > 0n) addPayee(state, fact, payee, amount, isReached(delivered, payee));
		},
	},
	async save(tx, { rows }) {
		if (rows.length > 0) await tx.insert(payouts).values(rows);
	},
};

type Paying = EmittedAs<'paid' | 'closed'>;

function addPayee(state: State, fact: Paying, payee: number, amount: bigint, delivered: boolean): void {
	const address = state.addresses.at(fact.no, payee, fact.position);
	add(state, fact, { position: payee, payee, address, amount, delivered });
}

type Paid = Pick<PayoutRow, 'position' | 'payee' | 'address' | 'amount' | 'delivered'>;

function add(state: State, { no: eventNo, event, position: at }: Paying, paid: Paid): void {
	state.rows.push({
		...paid,
		eventNo,
		n: numberOf(event),
		account: baseAccount(paid.address),
		txHash: at.txHash,
		ledger: at.ledger,
		paidAt: at.closedAt,
	});
}
