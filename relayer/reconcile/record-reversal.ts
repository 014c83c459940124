import { and, eq, gt, inArray, isNotNull, isNull, notExists, type SQL } from 'drizzle-orm';
import { openCase } from '../cases/open-case.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { observations, payments, refunds } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';
import { referenceOf } from '../orders/reference.ts';
import { finishRefund, recordReturn } from '../payments/finish-refund.ts';
import { lockRefund } from '../payments/lock-refund.ts';
import { recordTakenBack } from '../payments/record-taken-back.ts';
import { hex } from './load-facts.ts';
import { recordObservation } from './observations.ts';
import { nowOf, type ReconcileDeps } from './reconcile-deps.ts';
import type { UnreadableRow } from './statement.ts';

type PaymentRow = typeof payments.$inferSelect;

/**
 * Books a row by which the provider took back a payment of ours, once for its `name`, and tells support. Returns false
 * where the row takes back no payment that we know.
 */
export async function recordReversal(
	deps: ReconcileDeps,
	row: UnreadableRow,
	name: string,
): Promise<boolean> {
	const { db, seal, rail, log } = deps;
	if (row.takesBack === undefined) return false;
	const code = hex(seal.keyOf('row', name));
	const isKnown = and(
		eq(observations.provider, rail.provider),
		eq(observations.kind, 'statement-reversal'),
		eq(observations.code, code),
	);
	const [known] = await db.select({ id: observations.id }).from(observations).where(isKnown).limit(1);
	if (known) return true;
	const found = await findPayment(deps, row);
	if (!found) return false;
	const at = nowOf(deps);
	await db.transaction(async (tx) => {
		const order = found.orderNo === null ? null : await lockOrder(tx, found.orderNo);
		const [payment] = await tx.select().from(payments).where(eq(payments.id, found.id)).for('update');
		const [again] = await tx.select({ id: observations.id }).from(observations).where(isKnown).limit(1);
		if (again) return;
		const receipt = payment!.receiptSealed && seal.open(payment!.receiptSealed);
		await recordObservation(tx, seal, {
			provider: rail.provider,
			kind: 'statement-reversal',
			pushId: null,
			orderNo: payment!.orderNo,
			code,
			amount: row.takesBack!,
			message: { body: row.body, ...(receipt ? { receipt } : {}) },
			at,
		});
		await book(tx, payment!, order, at);
		log.warn({ order: order?.no.toString(), payment: payment!.id }, 'the provider took a payment back');
	});
	return true;
}

/** By a receipt that the row names, or else by its order's reference. */
async function findPayment(
	{ db, seal, rail }: ReconcileDeps,
	row: UnreadableRow,
): Promise<Pick<PaymentRow, 'id' | 'orderNo'> | null> {
	const names = [row.receipt, referenceOf(row)].flatMap((name) =>
		name ? [seal.keyOf('receipt', name)] : [],
	);
	const isOurs = and(eq(payments.provider, rail.provider), eq(payments.amount, row.takesBack!));
	const [named] = await db
		.select({ id: payments.id, orderNo: payments.orderNo })
		.from(payments)
		.where(and(isOurs, inArray(payments.receiptKey, names)));
	return named ?? findOfOrder(db, and(isOurs, eq(orders.reference, referenceOf(row)))!);
}

/**
 * A row that names only the order may be about any of its payments of that sum, also one that we sent back ourselves.
 * One whose return was listed before is out of question. Among several others a person decides.
 */
async function findOfOrder(db: Reader, isIts: SQL): Promise<Pick<PaymentRow, 'id' | 'orderNo'> | null> {
	const listed = db
		.select({ id: observations.id })
		.from(observations)
		.where(
			and(
				eq(observations.provider, payments.provider),
				eq(observations.kind, 'statement-reversal'),
				eq(observations.receiptKey, payments.receiptKey),
			),
		);
	const found = await db
		.select({ id: payments.id, orderNo: payments.orderNo })
		.from(payments)
		.innerJoin(orders, eq(orders.no, payments.orderNo))
		.where(and(isIts, isNull(payments.reversedAt), notExists(listed)));
	return found.length === 1 ? found[0]! : null;
}

async function book(tx: Transaction, payment: PaymentRow, order: OrderRow | null, now: Date): Promise<void> {
	// Our own refund is listed, too.
	if (payment.state === 'refunded' || payment.reversedAt) return;
	if (payment.state === 'refund_due') return finishOurs(tx, payment.id, now);
	if (await isOfTickets(tx, payment.id, now)) return;
	const facts = { amount: payment.amount.toString(), order: order?.reference ?? '–' };
	const isSpent = payment.state === 'applied' && (order?.state === 'issued' || order?.state === 'issuing');
	if (isSpent) await recordTakenBack(tx, payment, now);
	else await recordReturn(tx, payment.id, now, 'REVERSED');
	await openCase(tx, { reason: 'MONEY_REVERSED', paymentId: payment.id, facts }, now);
}

/** Our own reversal of issued tickets is listed, too: it ends the refund that waits for its result. */
async function isOfTickets(tx: Transaction, paymentId: string, now: Date): Promise<boolean> {
	const reversing = and(
		eq(refunds.paymentId, paymentId),
		isNotNull(refunds.ticketRefundId),
		inArray(refunds.way, ['reversal', 'checking']),
		gt(refunds.attempts, 0),
	);
	const [own] = await tx.select({ id: refunds.id }).from(refunds).where(reversing);
	const locked = own && (await lockRefund(tx, own.id));
	if (locked && locked.refund.state !== 'done') await finishRefund(tx, locked, now);
	return locked !== undefined;
}

async function finishOurs(tx: Transaction, paymentId: string, now: Date): Promise<void> {
	const [owed] = await refundsOf(tx, paymentId);
	const locked = owed && (await lockRefund(tx, owed.id));
	if (locked && locked.refund.state !== 'done') await finishRefund(tx, locked, now);
}

const refundsOf = (db: Reader, paymentId: string) =>
	db
		.select({ id: refunds.id })
		.from(refunds)
		.where(and(eq(refunds.paymentId, paymentId), isNull(refunds.ticketRefundId)));
