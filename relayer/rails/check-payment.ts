import { and, eq, exists, sql } from 'drizzle-orm';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import { events, tiers } from '../models/tiers.ts';
import { isOver } from '../orders/event-over.ts';
import { referenceOf } from '../reconcile/import-statement.ts';
import { nowOf, type RailsDeps } from './deps.ts';
import type { C2bConfirmation } from './mpesa/callback.ts';

export type Answer = { ResultCode: string; ResultDesc: string };

const waiting: readonly State[] = ['held', 'pending', 'failed', 'expired'];
const refused = (ResultDesc: string): Answer => ({ ResultCode: 'C2B00016', ResultDesc });

/** Before somebody's own payment is taken: one that could buy nothing is turned away, where that is known by now. */
export async function checkPayment(
	deps: Pick<RailsDeps, 'db' | 'clock'>,
	payment: C2bConfirmation,
): Promise<Answer> {
	const found = await find(deps, referenceOf(payment));
	if (!found) return { ResultCode: 'C2B00012', ResultDesc: 'Invalid Account Number' };
	const { order, endsAt, left, hasMoney } = found;
	if (order.amountKes !== payment.amount) return { ResultCode: 'C2B00013', ResultDesc: 'Invalid Amount' };
	if (hasMoney || !waiting.includes(order.state)) return refused('Paid already');
	if (isOver({ endsAt }, nowOf(deps))) return refused('Event over');
	if (!order.holding && left < order.qty) return refused('Sold out');
	return { ResultCode: '0', ResultDesc: 'Accepted' };
}

type Found = { order: OrderRow; endsAt: bigint; left: number; hasMoney: boolean };

async function find({ db }: Pick<RailsDeps, 'db'>, reference: string): Promise<Found | undefined> {
	const paid = db.select({ id: payments.id }).from(payments).where(eq(payments.orderNo, orders.no));
	const [found] = await db
		.select({
			order: orders,
			endsAt: events.endsAt,
			left: sql<number>`${tiers.allocated} - ${tiers.sold} - ${tiers.held}`.mapWith(Number),
			hasMoney: sql<boolean>`${exists(paid)}`,
		})
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.innerJoin(tiers, and(eq(tiers.event, orders.event), eq(tiers.tier, orders.tier)))
		.where(eq(orders.reference, reference));
	return found;
}
