import { and, eq, exists, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { hasEnded } from '../contacts/has-ended.ts';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import { events, tiers } from '../models/tiers.ts';
import { dueOf } from '../orders/cart.ts';
import { isPaymentOfOrder } from '../orders/payments-of-order.ts';
import { referenceOf } from '../orders/reference.ts';
import type { PaymentCheck, PaymentNotice } from './inbox.ts';
import type { RailsDeps } from './rails-deps.ts';

type Deps = Pick<RailsDeps, 'db' | 'clock'> & { rail: Pick<RailsDeps['rail'], 'provider'> };

const unpaid: readonly State[] = ['held', 'pending', 'failed', 'expired'];

/** Checks a payment that a payer types by hand, before the provider accepts it. A payment that could buy nothing is refused. */
export async function checkPayment(
	deps: Deps,
	payment: Pick<PaymentNotice, 'amount' | 'reference'>,
): Promise<PaymentCheck> {
	const found = await find(deps, referenceOf(payment));
	if (!found) return 'REFERENCE_UNKNOWN';
	const { order, endsAt, isLeft, hasMoney } = found;
	if (dueOf(order) !== payment.amount) return 'AMOUNT_WRONG';
	if (hasMoney || !unpaid.includes(order.state)) return 'PAID_ALREADY';
	if (hasEnded({ endsAt }, nowOf(deps))) return 'EVENT_OVER';
	return !order.holding && !isLeft ? 'SOLD_OUT' : null;
}

type Found = { order: OrderRow; endsAt: bigint; isLeft: boolean; hasMoney: boolean };

async function find({ db, rail }: Deps, reference: string): Promise<Found | undefined> {
	const paid = db.select({ id: payments.id }).from(payments).where(isPaymentOfOrder(db));
	const [found] = await db
		.select({
			order: orders,
			endsAt: events.endsAt,
			isLeft: isLeft(),
			hasMoney: sql<boolean>`${exists(paid)}`,
		})
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.where(
			and(
				eq(orders.provider, rail.provider),
				sql`${orders.no} = (SELECT coalesce(o.cart, o.no) FROM ${orders} o WHERE o.reference = ${reference})`,
			),
		);
	return found;
}

/** Of a row of `orders`: whether each of its tiers, and of those of its cart, has seats for it. */
const isLeft = () => sql<boolean>`NOT EXISTS (
	SELECT FROM ${orders} o JOIN ${tiers} t ON t.event = o.event AND t.tier = o.tier
	WHERE (o.no = ${orders.no} OR o.cart = ${orders.no}) AND t.allocated - t.sold - t.held < o.qty)`;
