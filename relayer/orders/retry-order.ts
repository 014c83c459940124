import { desc, eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { providerOf } from '../providers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { type Asker, type ChargeAskerError, chargeAsker } from './asker.ts';
import { dueOf, othersOfCart, refuseFollower } from './cart.ts';
import type { FindEventError } from './find-event.ts';
import { type LockOrderError, lockOrder, moveOrder } from './move-order.ts';
import { type MethodError, methodOf, type OrderDeps } from './order-deps.ts';
import { isPaymentOfOrder } from './payments-of-order.ts';
import { type PriceError, pricesOf } from './price.ts';
import { type PromptPhoneError, promptPhone } from './prompt-phone.ts';
import { pushOpen } from './refusals.ts';
import { type RefuseRepeatError, refuseRepeat } from './refuse-repeat.ts';

export type RetryOrderError =
	| KenyanMobileError
	| LockOrderError
	| MethodError
	| FindEventError
	| PriceError
	| ChargeAskerError
	| PromptPhoneError
	| RefuseRepeatError
	| PassaError<'ORDER_STATE' | 'MONEY_CAME' | 'PHONE_UNKNOWN' | 'LISTING_AGAIN'>;

/**
 * Sends another prompt for an order whose last prompt failed, and holds seats again. It is charged to the asker as a new
 * order is. Throws RetryOrderError.
 */
export async function retryOrder(
	deps: OrderDeps,
	no: bigint,
	given: string | undefined,
	by: Asker,
): Promise<void> {
	const phone = given === undefined ? await lastPhone(deps.db, deps.seal, no) : kenyanMobile(given);
	await chargeAsker(deps, by, phone);
	await deps.db.transaction(async (tx) => {
		const now = nowOf(deps);
		const order = await lockOrder(tx, no);
		refuseMoving(order.state);
		refuseListing(order);
		refuseFollower(order);
		const method = methodOf(deps, providerOf(order));
		const terms = await deps.terms.of(deps.db, order.event);
		pricesOf(terms, [order, ...(await othersOfCart(tx, order))], { ...deps, now, method });
		await refusePaid(tx, no);
		const repeated = { phoneKey: deps.seal.keyOf('phone', phone), amount: dueOf(order) };
		await refuseRepeat(tx, method, repeated, now);
		const held = await moveOrder(tx, order, 'held', now, { reason: null });
		await promptPhone(tx, deps, held, { phone, by }, now);
	});
}

/** Its price and whether it is still for sale are the chain's to say: a new order asks it. */
function refuseListing({ listing }: OrderRow): void {
	if (listing === null) return;
	const words = 'Go back to the ticket and buy it again: it may be sold by now, or cost something else.';
	throw new PassaError('LISTING_AGAIN', words, { status: 409 });
}

function refuseMoving(state: State): void {
	if (state === 'failed' || state === 'expired') return;
	if (state === 'pending') throw pushOpen();
	throw new PassaError('ORDER_STATE', 'This order is paid: there is nothing to try again.', { status: 409 });
}

/** Money that came before goes back or waits for a person: another payment could not buy this order. */
async function refusePaid(tx: Transaction, no: bigint): Promise<void> {
	const [came] = await tx
		.select({ id: payments.id })
		.from(payments)
		.innerJoin(orders, isPaymentOfOrder(tx))
		.where(eq(orders.no, no))
		.limit(1);
	if (!came) return;
	const words =
		'Money has come for this order, so no phone is asked again. For other tickets make a new order.';
	throw new PassaError('MONEY_CAME', words, { status: 409 });
}

async function lastPhone(db: Reader, seal: RelayerSeal, no: OrderRow['no']): Promise<string> {
	const [last] = await db
		.select({ sealed: pushes.phoneSealed })
		.from(pushes)
		.where(eq(pushes.orderNo, no))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (last?.sealed) return seal.open(last.sealed);
	throw new PassaError('PHONE_UNKNOWN', 'The number is not known here any more: give it again.');
}
