import { inArray } from 'drizzle-orm';
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { baseAccount } from '#shared/contract/base-account.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { eventsWith } from '../facts/touched.ts';
import { isReached, organizerBit } from './event-money.ts';
import { events } from './events.ts';
import { ignored, type Model } from './model.ts';
import { PayeeAddresses } from './payee-addresses.ts';
import { chain, money } from './schema.ts';

/** Stands for the platform's treasury, whichever address that is when it is paid. */
export const treasuryName = 'treasury';

/** What waits for somebody to fetch it, in stroops; 0 if it was fetched. */
export const owed = chain.table(
	'owed',
	{
		eventNo: integer().notNull(),
		/** An address, or `treasury`. */
		receiver: text().notNull(),
		amount: money().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.receiver] }), index().on(t.receiver)],
);

export type OwedRow = typeof owed.$inferSelect;

/** Rows by event and receiver. */
type State = {
	rows: Map<string, OwedRow>;
	changed: Set<string>;
	addresses: PayeeAddresses;
	organizers: Map<number, string>;
};

export const owedModel: Model<State> = {
	name: 'owed',
	table: owed,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, touched) {
		const nos = eventsWith(touched, 'refunded', 'reversed', 'resold', 'closed', 'owed_paid');
		const state: State = {
			rows: new Map(),
			changed: new Set(),
			addresses: await PayeeAddresses.load(tx, eventsWith(touched, 'splits_set', 'redirected', 'closed')),
			organizers: new Map(),
		};
		if (nos.length === 0) return state;
		for (const row of await tx.select().from(owed).where(inArray(owed.eventNo, nos)))
			state.rows.set(keyOf(row.eventNo, row.receiver), row);
		const named = await tx
			.select({ no: events.no, organizer: events.organizer })
			.from(events)
			.where(inArray(events.no, nos));
		for (const { no, organizer } of named) state.organizers.set(no, organizer);
		return state;
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
		...ignored('commission_set', 'paid', 'funded', 'top_ups_returned', 'cancelled', 'postponed', 'paused'),
		...ignored('gate_set', 'cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		created({ addresses, organizers }, { no, event }) {
			addresses.set(no, event.payload.terms.payees);
			organizers.set(no, event.payload.config.organizer);
		},
		splits_set: ({ addresses }, { no, event }) => addresses.set(no, event.payload.payees),
		frozen: ({ addresses }, fact) => addresses.freeze(fact),
		redirected: ({ addresses }, fact) => addresses.redirect(fact),
		refunded(state, { no, event }) {
			const { delivered, paid, payer } = event.payload;
			if (!delivered) add(state, no, payer ?? treasuryName, paid);
		},
		reversed(state, { no, event }) {
			if (!event.payload.delivered) add(state, no, treasuryName, event.payload.paid);
		},
		resold(state, { no, event }) {
			const { price, royalty, treasury } = event.payload;
			if (treasury) add(state, no, treasuryName, price - royalty);
		},
		closed: close,
		owed_paid(state, { no, event }) {
			const { amount, shortfall, to, treasury } = event.payload;
			add(state, no, treasury ? treasuryName : to, shortfall - amount);
		},
	},
	async save(tx, { rows, changed }) {
		for (const key of changed) {
			const row = rows.get(key)!;
			await tx
				.insert(owed)
				.values(row)
				.onConflictDoUpdate({ target: [owed.eventNo, owed.receiver], set: row });
		}
	},
};

const keyOf = (no: number, receiver: string): string => `${no} ${receiver}`;

function add(state: State, eventNo: number, receiver: string, amount: bigint): void {
	if (amount === 0n) return;
	const key = keyOf(eventNo, receiver);
	const before = state.rows.get(key)?.amount ?? 0n;
	state.rows.set(key, { eventNo, receiver, amount: before + amount });
	state.changed.add(key);
}

/** What was left of a cancelled event and could not be delivered. An account is owed, whichever id it was paid with. */
function close(state: State, { no, event, position }: EmittedAs<'closed'>): void {
	const { delivered, organizer, payees, treasury } = event.payload;
	add(state, no, treasuryName, treasury);
	if (!isReached(delivered, organizerBit)) add(state, no, state.organizers.get(no)!, organizer);
	for (const [i, amount] of payees.entries())
		if (!isReached(delivered, i)) add(state, no, baseAccount(state.addresses.at(no, i, position)), amount);
}
