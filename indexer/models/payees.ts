import { inArray } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { baseAccount } from '#shared/contract/base-account.ts';
import { type Payee, Role } from '#shared/contract/event.ts';
import { supports } from '#shared/contract/supports.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { eventsWith } from '../facts/touched.ts';
import { events } from './events.ts';
import { ignored, type Model } from './model.ts';
import { type Freeze, redirected } from './paid-to.ts';
import { chain, money, u64 } from './schema.ts';

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
		/** Whether it agreed to its share; organizer and platform always did. Nobody is asked in version 1. */
		accepted: boolean().notNull(),
		/** Where its money goes from `redirectFrom` on, in Unix seconds; a freeze makes it later. Null: nowhere else. */
		redirectTo: text(),
		redirectAccount: text(),
		redirectFrom: u64().notNull(),
		paid: money().notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.index] }),
		index().on(t.address),
		index().on(t.account),
		index().on(t.redirectTo),
		index().on(t.redirectAccount),
	],
);

export type PayeeRow = typeof payees.$inferSelect;
type State = {
	rows: Map<number, PayeeRow[]>;
	freezes: Map<number, Freeze>;
	changed: Set<number>;
};

export const payeesModel: Model<State> = {
	name: 'payees',
	table: payees,
	rows: ({ rows }) => [...rows.values()].flat(),
	async load(tx, touched) {
		const nos = eventsWith(touched, 'splits_set', 'accepted', 'redirected', 'paid', 'closed');
		if (nos.length === 0) return { rows: new Map(), freezes: new Map(), changed: new Set() };
		const found = await tx
			.select()
			.from(payees)
			.where(inArray(payees.eventNo, nos))
			.orderBy(payees.eventNo, payees.index);
		const frozen = await freezesOf(tx, nos);
		return { rows: Map.groupBy(found, (p) => p.eventNo), freezes: frozen, changed: new Set() };
	},
	on: {
		...ignored('announced', 'details_set', 'tier_added', 'sold', 'settled', 'minted', 'allocated'),
		...ignored('commission_set', 'refunded', 'reversed', 'owed_paid', 'funded', 'top_ups_returned'),
		...ignored('cancelled', 'postponed', 'paused', 'resold', 'gate_set', 'cap_set', 'key_set'),
		...ignored('moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		created: (state, { no, event }) => {
			const { config, terms } = event.payload;
			replacePayees(state, no, terms.payees, supports(config.version, 'consent'));
		},
		splits_set: (state, { no, event }) => {
			const { payees: list, policy } = event.payload;
			replacePayees(state, no, list, policy !== null);
		},
		accepted(state, { no, event }) {
			rowsOf(state, no)[event.payload.index]!.accepted = true;
		},
		frozen: (state, fact) => {
			state.freezes.set(fact.no, freezeOf(fact));
		},
		redirected: redirect,
		paid(state, { no, event }) {
			for (const [i, amount] of event.payload.payees) rowsOf(state, no)[i]!.paid += amount;
		},
		closed(state, { no, event }) {
			for (const [i, amount] of event.payload.payees.entries()) rowsOf(state, no)[i]!.paid += amount;
		},
	},
	async save(tx, state) {
		const changed = [...state.changed];
		if (changed.length === 0) return;
		await tx.delete(payees).where(inArray(payees.eventNo, changed));
		await tx.insert(payees).values(changed.flatMap((no) => state.rows.get(no)!));
	},
};

/** An event's payees, which change. */
function rowsOf(state: State, no: number): PayeeRow[] {
	state.changed.add(no);
	return state.rows.get(no)!;
}

/** A redirect counted for the payee before a change of splits. */
function replacePayees(state: State, no: number, list: Payee[], areAsked: boolean): void {
	state.rows.set(
		no,
		list.map((p, i) => unpaid(no, i, p, areAsked)),
	);
	state.changed.add(no);
}

const unpaid = (eventNo: number, at: number, p: Payee, areAsked: boolean) => ({
	eventNo,
	index: at,
	address: String(p.address),
	account: baseAccount(String(p.address)),
	role: p.role,
	bps: p.bps,
	accepted: areAsked && (at === 0 || p.role === Role.Platform),
	paid: 0n,
	redirectTo: null,
	redirectAccount: null,
	redirectFrom: 0n,
});

function redirect(state: State, { no, event }: EmittedAs<'redirected'>): void {
	const { index: at, from_when, to } = event.payload;
	const row = rowsOf(state, no)[at]!;
	const next = redirected(row, state.freezes.get(no) ?? never, { to, from: from_when });
	Object.assign(row, next, {
		account: baseAccount(next.address),
		redirectAccount: next.redirectTo && baseAccount(next.redirectTo),
	});
}

export const never: Freeze = { frozenAt: 0n, frozenUntil: 0n };

/** The freeze that a fact begins. */
export const freezeOf = ({ event, position }: EmittedAs<'frozen'>): Freeze => ({
	frozenAt: BigInt(Math.floor(position.closedAt.getTime() / 1000)),
	frozenUntil: event.payload.until,
});

/** The freezes of events, by number. */
export async function freezesOf(
	tx: Parameters<Model<State>['load']>[0],
	nos: number[],
): Promise<Map<number, Freeze>> {
	const rows = await tx
		.select({ no: events.no, frozenAt: events.frozenAt, frozenUntil: events.frozenUntil })
		.from(events)
		.where(inArray(events.no, nos));
	return new Map(rows.map(({ no, ...freeze }) => [no, freeze]));
}
