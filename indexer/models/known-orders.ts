import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { type EventOrder, ordersOfEvent } from '../facts/orders-of-event.ts';
import type { Touched } from '../facts/touched.ts';
import { orders, type StoredCredit } from './orders-table.ts';
import type { Transaction } from './schema.ts';
import { whereOrders } from './where-orders.ts';

/** What a later event needs to know of an order. `price` of one ticket, in stroops. */
export type KnownOrder = Pick<EventOrder, 'id' | 'tier' | 'qty' | 'rail' | 'complimentary' | 'credits'>;

/** Facts that make orders, and facts that take tickets of them back. */
export type Making = EmittedAs<'sold' | 'settled' | 'minted'>;
export type Voiding = EmittedAs<'refunded' | 'reversed'>;

/** A refund of an order that was never read: its log has a hole that the next event shows. */
export type VoidedOrder = { order: KnownOrder; tickets: number };

/** Orders that a ledger's facts make or name, by event and id. */
export class KnownOrders {
	readonly #orders = new Map<string, KnownOrder>();

	/** Models of one ledger share it: what a fact adds is the same for each. */
	static load(tx: Transaction, touched: Touched): Promise<KnownOrders> {
		const loading = loaded.get(touched) ?? KnownOrders.#read(tx, touched);
		// Without orders, one object stands for every ledger.
		if (touched.orders.length > 0) loaded.set(touched, loading);
		return loading;
	}

	static async #read(tx: Transaction, touched: Touched): Promise<KnownOrders> {
		const known = new KnownOrders();
		if (touched.orders.length === 0) return known;
		const rows = await tx
			.select()
			.from(orders)
			.where(whereOrders(touched, orders.eventNo, orders.id));
		for (const row of rows) known.#set(row.eventNo, { ...row, credits: row.credits.map(creditOf) });
		return known;
	}

	/** The orders that a fact makes, which are known from now on. */
	add({ no, event }: Making): EventOrder[] {
		const made = ordersOfEvent(event);
		for (const order of made) this.#set(no, order);
		return made;
	}

	get(no: number, id: bigint): KnownOrder | null {
		return this.#orders.get(keyOf(no, id)) ?? null;
	}

	/** The order whose tickets a fact takes back, and how many it takes. */
	voided({ no, event }: Voiding): VoidedOrder | null {
		const order = this.get(no, event.payload.order);
		return order && { order, tickets: indexesOf(event.payload.mask).length };
	}

	#set(no: number, { id, tier, qty, rail, complimentary, credits }: KnownOrder): void {
		this.#orders.set(keyOf(no, id), { id, tier, qty, rail, complimentary, credits });
	}
}

/** By the ledger's own object. */
const loaded = new WeakMap<Touched, Promise<KnownOrders>>();

const keyOf = (no: number, id: bigint): string => `${no} ${id}`;

const creditOf = ({ creator, weight, amount }: StoredCredit) => ({ creator, weight, amount: BigInt(amount) });
