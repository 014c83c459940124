import { randomUUID } from 'node:crypto';
import { count, eq, gt, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { tooManyTries } from '../orders/limit.ts';
import { moveOrder } from '../orders/move-order.ts';
import type { Seal } from '../seal.ts';
import { wakeRails } from './wake-rails.ts';

const mostOfPhone = 5;
const phoneMilliseconds = 10 * 60_000;
const mostOfOrder = 5;

/**
 * Asks a phone for its PIN: promises the treasury's USDC, moves the locked, held order to `pending` and leaves a push
 * for the worker that sends it. `phone` is as `kenyanMobile` writes it. Throws PUSH_OPEN, TOO_MANY_TRIES,
 * TIER_SOLD_OUT or TREASURY_SHORT; nothing has changed then.
 */
export async function queuePush(
	tx: Transaction,
	{ seal }: { seal: Seal },
	order: OrderRow,
	phone: string,
	now: Date,
): Promise<OrderRow> {
	if (order.state === 'pending') throw pushOpen();
	const phoneKey = seal.keyOf('phone', phone);
	await refuseTooMany(tx, order.no, phoneKey, now);
	return tx.transaction(async (inner) => {
		// The unique indexes decide between two that ask at once: the second waits here for the first to commit.
		const made = await inner
			.insert(pushes)
			.values({
				id: randomUUID(),
				orderNo: order.no,
				state: 'queued',
				phoneSealed: seal.seal(phone),
				phoneKey,
				amount: order.amountKes,
				queries: 0,
				wakeAt: now,
				createdAt: now,
			})
			.onConflictDoNothing()
			.returning({ id: pushes.id });
		if (made.length === 0) throw pushOpen();
		await wakeRails(inner);
		// Last: everybody's orders wait for the rows of the tier and the treasury.
		return moveOrder(inner, order, 'pending', now);
	});
}

const pushOpen = (): PassaError =>
	new PassaError('PUSH_OPEN', 'A payment prompt is open: answer it on the phone, or wait until it ends.', {
		status: 409,
	});

/** Each push rings somebody's phone, and costs: counted by phone within ten minutes, and by order for ever. */
async function refuseTooMany(
	tx: Transaction,
	orderNo: bigint,
	phoneKey: Uint8Array,
	now: Date,
): Promise<void> {
	const since = new Date(now.getTime() - phoneMilliseconds);
	const [ofPhone] = await tx
		.select({ n: count(), first: sql<Date | null>`min(${pushes.createdAt})`.mapWith(pushes.createdAt) })
		.from(pushes)
		.where(sql`${eq(pushes.phoneKey, phoneKey)} AND ${gt(pushes.createdAt, since)}`);
	if (ofPhone && ofPhone.n >= mostOfPhone) {
		const again = (ofPhone.first?.getTime() ?? now.getTime()) + phoneMilliseconds;
		throw tooManyTries(Math.ceil((again - now.getTime()) / 1000));
	}
	const [ofOrder] = await tx.select({ n: count() }).from(pushes).where(eq(pushes.orderNo, orderNo));
	if (ofOrder && ofOrder.n >= mostOfOrder) {
		throw new PassaError('TOO_MANY_TRIES', 'This order was tried too often: make a new one.', {
			status: 429,
		});
	}
}
