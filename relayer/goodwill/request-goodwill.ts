import { randomUUID } from 'node:crypto';
import { and, count, eq } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import { type RefundRequestRow, refundRequests } from '../models/refund-requests.ts';
import type { Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { keptPayment } from '../payments/applied-payment.ts';
import { freeTickets } from '../payments/open-ticket-refund.ts';
import type { RefundRefusal } from '../refunds/decide-refund.ts';
import {
	assertNotGiven,
	assertRefundable,
	maskOfWanted,
	type RequestDeps,
} from '../refunds/request-ticket-refund.ts';
import { assertGoodwill } from './assert-goodwill.ts';
import { assertNotSigning } from './calls-being-signed.ts';

export type RequestGoodwillError =
	| LockOrderError
	| RpcError
	| DecodeStateError
	| PassaError<
			| Exclude<RefundRefusal, 'REFUNDS_CLOSED' | 'REFUNDS_NONE'>
			| 'REFUND_IN_TIME'
			| 'EVENT_FROZEN'
			| 'TICKET_UNKNOWN'
			| 'TICKET_REFUNDED'
			| 'TICKET_GIVEN'
			| 'MONEY_REVERSED'
			| 'ASKED_TOO_OFTEN'
			| 'REQUEST_BEING_SIGNED'
	  >;

/** How often the organizer of an order is asked in all, so that a "no" is one. */
const most = 3;

export type WantedGoodwill = { tickets: readonly number[] | null; note: string };

/**
 * Asks the organizer for the money of tickets, after the date until which the event's terms give it. Asked again before an
 * answer, it is the same request with the newest words. Throws RequestGoodwillError, and changes nothing then.
 */
export async function requestGoodwill(
	deps: RequestDeps,
	order: OrderRow,
	{ tickets, note }: WantedGoodwill,
): Promise<RefundRequestRow> {
	assertRefundable(order);
	const mask = await maskOfWanted(deps.db, order, tickets);
	await assertGoodwill(deps, order, mask);
	return deps.db.transaction(async (tx) => {
		const now = new Date(deps.clock.now());
		await lockOrder(tx, order.no);
		await assertFree(tx, order, mask);
		const own = eq(refundRequests.orderNo, order.no);
		const [open] = await tx
			.select()
			.from(refundRequests)
			.where(and(own, eq(refundRequests.state, 'asked')));
		if (open) await assertNotSigning(tx, order.no);
		const [{ n }] = (await tx.select({ n: count() }).from(refundRequests).where(own)) as [{ n: number }];
		if (!open && n >= most)
			throw new PassaError('ASKED_TOO_OFTEN', 'The organizer has answered this often enough.', {
				status: 409,
			});
		const [row] = open
			? await tx.update(refundRequests).set({ mask, note }).where(eq(refundRequests.id, open.id)).returning()
			: await tx
					.insert(refundRequests)
					.values({
						...{ id: randomUUID(), orderNo: order.no, event: order.event },
						...{ mask, note, state: 'asked' as const, createdAt: now },
					})
					.returning();
		await notifyOrder(tx, order.no, now);
		return row!;
	});
}

/** Nobody has them, or their money, meanwhile. */
async function assertFree(tx: Transaction, order: OrderRow, mask: number): Promise<void> {
	if ((mask & ~(await freeTickets(tx, order))) !== 0)
		throw new PassaError('TICKET_REFUNDED', 'A refund of one of these tickets was asked for before.', {
			status: 409,
		});
	await keptPayment(tx, order.no);
	await assertNotGiven(tx, order.no, mask);
}

export type WithdrawRequestError = LockOrderError | PassaError<'REQUEST_BEING_SIGNED'>;

/** The fan asks no more. Nothing happens where nothing was asked. Throws WithdrawRequestError. */
export async function withdrawRequest(
	{ db, clock }: Pick<RequestDeps, 'db' | 'clock'>,
	no: bigint,
): Promise<void> {
	await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		await lockOrder(tx, no);
		const asked = and(eq(refundRequests.orderNo, no), eq(refundRequests.state, 'asked'));
		const [open] = await tx.select().from(refundRequests).where(asked);
		if (!open) return;
		await assertNotSigning(tx, no);
		await tx.update(refundRequests).set({ state: 'withdrawn', endedAt: now }).where(asked);
		await notifyOrder(tx, no, now);
	});
}
