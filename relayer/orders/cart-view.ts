import { eq } from 'drizzle-orm';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import type { ReadTokens } from '../signer.server.ts';
import { dueOf, isFirst, othersOfCart } from './cart.ts';
import type { OpenedBy } from './order-by-token.ts';
import type { OrderView } from './order-schemas.ts';

type CartLine = Omit<NonNullable<OrderView['cart']>['lines'][number], 'token'>;

/** An order's cart, with all that each line has; null if it was ordered alone. `lineOf` shows one order. */
export async function cartView(
	{ db, readTokens }: { db: Reader; readTokens: ReadTokens },
	order: OrderRow,
	by: OpenedBy,
	lineOf: (order: OrderRow) => Promise<CartLine>,
): Promise<OrderView['cart']> {
	if (order.cart === null) return null;
	if (!isFirst(order)) {
		const [first] = await db.select().from(orders).where(eq(orders.no, order.cart));
		return { first: first!.reference, amountKes: dueOf(first!).toString(), lines: [] };
	}
	const all = [order, ...(await othersOfCart(db, order))];
	const lines = all.map(async (each) => ({
		...(await lineOf(each)),
		token: by === 'holder' ? readTokens(each.reference) : null,
	}));
	return { first: order.reference, amountKes: dueOf(order).toString(), lines: await Promise.all(lines) };
}
