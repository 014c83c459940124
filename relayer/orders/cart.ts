import { and, asc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';

/** Tickets of one tier. */
export type CartLine = { tier: number; qty: number };

/** As many as the contract takes of a wallet in one purchase. */
export const mostTiers = 5;
const mostTickets = 20;

export type CartError = PassaError<'ITEM_COUNT_INVALID' | 'TOO_MANY_TICKETS'>;

/** Throws CartError if a cart has too much, or a tier twice. */
export function checkCart(lines: readonly CartLine[]): void {
	if (lines.length > mostTiers || new Set(lines.map(({ tier }) => tier)).size < lines.length)
		throw new PassaError('ITEM_COUNT_INVALID', 'An order has 1 to 5 tiers, each of them once.');
	if (lines.reduce((sum, { qty }) => sum + qty, 0) > mostTickets)
		throw new PassaError('TOO_MANY_TICKETS', 'An order has at most 20 tickets.');
}

/** How a refusal names the tier of a cart that it is about. */
export const fieldOf = (tier: number): string => `tiers.${tier}`;

/** What one payment for the order is, in cents of KES: of a cart's first order the sum of all. */
export const dueOf = ({ cartKes, amountKes }: Pick<OrderRow, 'cartKes' | 'amountKes'>): bigint =>
	cartKes ?? amountKes;

/** The same of a row of `orders`. */
export const due: SQL<bigint> = sql<bigint>`coalesce(${orders.cartKes}, ${orders.amountKes})`.mapWith(
	orders.amountKes,
);

/** Of a row of `orders`: the number of the order that has its prompts, its contacts and undivided money. */
export const firstNo: SQL<bigint> = sql<bigint>`coalesce(${orders.cart}, ${orders.no})`.mapWith(orders.no);

export const isFirst = ({ cart, no }: Pick<OrderRow, 'cart' | 'no'>): boolean => cart === no;

/** The other orders of a cart whose first order this is, in the order of their numbers. */
export const othersOfCart = async (db: Reader, order: OrderRow): Promise<OrderRow[]> =>
	isFirst(order)
		? db
				.select()
				.from(orders)
				.where(and(eq(orders.cart, order.no), ne(orders.no, order.no)))
				.orderBy(asc(orders.no))
		: [];

/** Rises with each change of the order; of a cart's first order with each change of any of it. */
export async function versionOf(db: Reader, order: OrderRow): Promise<number> {
	if (!isFirst(order)) return order.version;
	const sum = sql<number>`sum(${orders.version})`.mapWith(Number);
	const [found] = await db.select({ sum }).from(orders).where(eq(orders.cart, order.no));
	return found!.sum;
}

/** Those that move with a locked first order, locked too. Nobody else moves them meanwhile. */
export const lockFollowers = async (tx: Transaction, order: OrderRow): Promise<OrderRow[]> =>
	isFirst(order)
		? tx
				.select()
				.from(orders)
				.where(and(eq(orders.cart, order.no), orders.follows))
				.orderBy(asc(orders.no))
				.for('update')
		: [];

/** In one order by all, and before the treasury's row, so that no two transactions wait for each other. */
export async function lockTiers(tx: Transaction, of: readonly OrderRow[]): Promise<void> {
	const [first] = of;
	if (!first) return;
	const touched = [...new Set(of.map(({ tier }) => tier))];
	await tx
		.select({ tier: tiers.tier })
		.from(tiers)
		.where(and(eq(tiers.event, first.event), inArray(tiers.tier, touched)))
		.orderBy(asc(tiers.tier))
		.for('update');
}

export type RefuseFollowerError = PassaError<'ORDER_STATE'>;

/** An order that follows is asked for, paid and ended through its cart's first order. Throws RefuseFollowerError. */
export function refuseFollower({ follows }: OrderRow): void {
	if (follows)
		throw new PassaError('ORDER_STATE', 'These tickets are paid together with others.', { status: 409 });
}
