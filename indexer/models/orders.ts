import { inArray, sql } from 'drizzle-orm';
import { type EmittedAs, numberOf } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import { eventsWith, type Touched } from '../facts/touched.ts';
import { events } from './events.ts';
import { insertRows } from './insert-rows.ts';
import { ignored, type Model } from './model.ts';
import { type OrderRow, orders } from './orders-table.ts';
import type { Transaction } from './schema.ts';
import { TierPrices } from './tier-prices.ts';
import { whereOrders } from './where-orders.ts';

/** What a new order stands on. Money without what refunds took back. */
type Sums = { gross: bigint; commissions: bigint; termsVersion: number };
type State = {
	prices: TierPrices;
	/** Of events that make orders. */
	sums: Map<number, Sums>;
	/** By event and id. */
	rows: Map<string, OrderRow>;
	made: Set<string>;
	changed: Set<string>;
};

const keyOf = (no: number, id: bigint): string => `${no} ${id}`;

export const ordersModel: Model<State> = {
	name: 'orders',
	table: orders,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, touched) {
		const nos = eventsWith(touched, 'sold', 'settled', 'minted');
		const state: State = {
			prices: await TierPrices.load(tx, nos),
			sums: new Map(),
			rows: new Map(),
			made: new Set(),
			changed: new Set(),
		};
		if (eventsWith(touched, 'refunded', 'reversed').length > 0) await loadOrders(tx, touched, state);
		if (nos.length === 0) return state;
		const totals = await tx
			.select({
				no: events.no,
				gross: events.gross,
				commissions: sql<string>`${events.commissions} + ${events.commissionsBack}`.mapWith(BigInt),
				termsVersion: events.termsVersion,
			})
			.from(events)
			.where(inArray(events.no, nos));
		for (const { no, ...sums } of totals) state.sums.set(no, sums);
		return state;
	},
	on: {
		...ignored('announced', 'accepted', 'allocated', 'commission_set', 'paid', 'redirected'),
		...ignored('owed_paid', 'funded', 'top_ups_returned', 'closed', 'cancelled', 'paused', 'frozen'),
		...ignored('gate_set', 'cap_set', 'key_set', 'moved', 'claimed', 'listed', 'unlisted', 'checked_in'),
		created(state, { no, event }) {
			const { terms } = event.payload;
			state.sums.set(no, { gross: 0n, commissions: 0n, termsVersion: terms.terms_version });
			state.prices.set(no, terms);
		},
		details_set: changeTerms,
		tier_added(state, fact) {
			changeTerms(state, fact);
			state.prices.set(fact.no, fact.event.payload.terms);
		},
		splits_set: changeTerms,
		postponed: changeTerms,
		sold: addOrders,
		settled: addOrders,
		minted: addOrders,
		refunded: (state, fact) => takeBack(state, fact, fact.event.payload.paid),
		reversed: (state, fact) => {
			const { paid, shortfall } = fact.event.payload;
			takeBack(state, fact, paid + shortfall);
		},
		resold(state, { no, event }) {
			const sums = state.sums.get(no);
			if (sums) sums.gross += event.payload.royalty;
		},
	},
	async save(tx, state) {
		const made = [...state.made].map((key) => state.rows.get(key)!);
		await insertRows(tx, orders, made);
		for (const key of state.changed.difference(state.made)) {
			const { eventNo, id, refundedMask, refunded, commissionsBack } = state.rows.get(key)!;
			const where = whereOrders({ orders: [{ no: eventNo, id }] }, orders.eventNo, orders.id);
			await tx.update(orders).set({ refundedMask, refunded, commissionsBack }).where(where);
		}
	},
};

async function loadOrders(tx: Transaction, touched: Touched, state: State): Promise<void> {
	if (touched.orders.length === 0) return;
	const where = whereOrders(touched, orders.eventNo, orders.id);
	for (const row of await tx.select().from(orders).where(where))
		state.rows.set(keyOf(row.eventNo, row.id), row);
}

function changeTerms(
	state: State,
	{ no, event }: EmittedAs<'details_set' | 'tier_added' | 'splits_set' | 'postponed'>,
): void {
	const sums = state.sums.get(no);
	if (sums) sums.termsVersion = event.payload.terms_version;
}

function addOrders(state: State, { no, event, position }: EmittedAs<'sold' | 'settled' | 'minted'>): void {
	const sums = state.sums.get(no)!;
	for (const [inEvent, { owner, custody, termsVersion, ...order }] of ordersOfEvent(event).entries()) {
		const { qty, credits, complimentary } = order;
		const price = complimentary ? 0n : state.prices.of(no, order.tier);
		const total = price * BigInt(qty);
		state.rows.set(keyOf(no, order.id), {
			...order,
			eventNo: no,
			buyer: owner,
			total,
			grossBefore: sums.gross,
			commissionsBefore: sums.commissions,
			termsVersion: termsVersion ?? sums.termsVersion,
			credits: credits.map((c) => ({ ...c, amount: String(c.amount) })),
			refundedMask: 0,
			refunded: 0n,
			commissionsBack: 0n,
			n: numberOf(event),
			position: inEvent,
			txHash: position.txHash,
			ledger: position.ledger,
			soldAt: position.closedAt,
		});
		state.made.add(keyOf(no, order.id));
		sums.gross += total;
		sums.commissions += credits.reduce((sum, c) => sum + c.amount, 0n) * BigInt(qty);
	}
}

function takeBack(state: State, { no, event }: EmittedAs<'refunded' | 'reversed'>, money: bigint): void {
	const { order, mask, commissions } = event.payload;
	const back = commissions.reduce((sum, [, amount]) => sum + amount, 0n);
	const key = keyOf(no, order);
	const row = state.rows.get(key);
	if (!row) return;
	row.refundedMask |= mask;
	row.refunded += money;
	row.commissionsBack += back;
	state.changed.add(key);
}
