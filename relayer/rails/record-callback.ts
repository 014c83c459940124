import { and, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { nowOf } from '#shared/clock.ts';
import type { HookMessageKind } from '../models/hook-messages.ts';
import { orders } from '../models/orders.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { firstNo } from '../orders/cart.ts';
import { referenceOf } from '../orders/reference.ts';
import { wakePush } from '../reconcile/observations.ts';
import type { PaymentNotice, PushCallback } from './inbox.ts';
import { keepMessage } from './keep-message.ts';
import type { RailsDeps } from './rails-deps.ts';
import type { ReceivedMessage } from './read-message.ts';
import { keepUnreadable } from './record-unreadable.ts';

/**
 * Records a callback for the push that its address names, and makes the push due. A callback that names another push is
 * kept as evidence and moves nothing; one whose push is not in the database opens a case, too.
 */
export async function recordCallback(
	deps: RailsDeps,
	pushId: string,
	callback: PushCallback,
	received: ReceivedMessage,
): Promise<void> {
	const { requestId: checkout, code, text, receipt, amount } = callback;
	await deps.db.transaction(async (tx) => {
		const [push] = await tx
			.select()
			.from(pushes)
			.where(and(eq(pushes.id, pushId), eq(pushes.provider, deps.rail.provider)));
		if (!push) return keepUnreadable(tx, deps, { kind: 'callback', pushId }, null, received);
		const known = push.requestId === null || checkout === null || push.requestId === checkout;
		const { observationId } = await keepMessage(tx, deps, {
			subject: { of: 'push', id: pushId },
			kind: known ? kindOf(push, callback) : 'foreign',
			received,
			isBounded: deps.rail.trust.callback !== 'proves',
			observation: {
				kind: known ? 'callback' : 'unknown-callback',
				pushId,
				orderNo: push.orderNo,
				code,
				amount,
				message: {
					body: received.text,
					...(checkout === null ? {} : { checkout }),
					text,
					...(receipt === null ? {} : { receipt }),
				},
			},
		});
		// What is only counted decides nothing.
		if (known && observationId !== null) await wakePush(tx, pushId, nowOf(deps));
		if (!known) deps.log.warn({ order: push.orderNo.toString() }, 'a callback names another push');
	});
	deps.between?.('callback stored');
}

function kindOf(
	push: typeof pushes.$inferSelect,
	{ requestId, code, receipt, amount }: PushCallback,
): HookMessageKind {
	if (code === 'PENDING') return 'pending';
	if (code !== '0') return 'failure';
	const isNamed = requestId !== null && requestId === push.requestId;
	return isNamed && receipt !== null && amount === push.amount ? 'proposal' : 'success';
}

const first = alias(orders, 'first');

/** Records a notice for the order that it names. A notice without an order is kept too: the statement has its payment. */
export async function recordNotice(
	deps: RailsDeps,
	notice: PaymentNotice,
	received: ReceivedMessage,
): Promise<void> {
	const { provider, trust } = deps.rail;
	await deps.db.transaction(async (tx) => {
		const [order] = await tx
			.select({
				no: first.no,
				price: sql<bigint>`coalesce(${first.cartKes}, ${first.amountKes})`.mapWith(first.amountKes),
			})
			.from(orders)
			.innerJoin(first, eq(first.no, firstNo))
			.where(and(eq(orders.reference, referenceOf(notice)), eq(orders.provider, provider)));
		const { observationId } = await keepMessage(tx, deps, {
			subject: order ? { of: 'order', id: order.no.toString() } : { of: 'day' },
			kind: order ? (notice.amount === order.price ? 'proposal' : 'success') : 'foreign',
			received,
			isBounded: trust.notice !== 'proves',
			observation: {
				kind: 'notice',
				pushId: null,
				orderNo: order?.no ?? null,
				code: null,
				amount: notice.amount,
				message: { body: received.text, receipt: notice.receipt },
			},
		});
		const isOpen = order && observationId !== null && !(await isRecorded(tx, deps, notice.receipt));
		if (isOpen) await wakeNewest(tx, order.no, nowOf(deps));
	});
	deps.between?.('notice stored');
}

async function isRecorded(tx: Transaction, { seal, rail }: RailsDeps, receipt: string): Promise<boolean> {
	const key = seal.keyOf('receipt', receipt);
	const rows = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.provider, rail.provider), eq(payments.receiptKey, key)));
	return rows.length > 0;
}

async function wakeNewest(tx: Transaction, orderNo: bigint, now: Date): Promise<void> {
	const [newest] = await tx
		.select({ id: pushes.id })
		.from(pushes)
		.where(eq(pushes.orderNo, orderNo))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (newest) await wakePush(tx, newest.id, now);
}
