import { and, eq, isNotNull, like, notExists } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { openCase } from '../cases/open-case.ts';
import { journalEntries, journalLines } from '../models/journal.ts';
import { payouts, refunds } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import { paidTwice, post, recovered } from './journal.ts';
import { amountOf, lockRefund } from './lock-refund.ts';

const booked = 'paid_twice' as const;

/**
 * Books each payment of a refund beyond the one that is owed: a loss, with a case as its evidence. The refund's own entry books
 * the first. A reversal that the statement listed is booked by `record-reversal-loss.ts`.
 */
export async function bookPaidTwice(tx: Transaction, refundId: string, now: Date): Promise<void> {
	const locked = await lockRefund(tx, refundId);
	if (!locked) return;
	const { refund, payment } = locked;
	const isPaid = and(eq(payouts.refundId, refundId), isNotNull(payouts.paidAt));
	const byReversal = refund.reversalPaidAt !== null && payment.reversedAt === null ? 1 : 0;
	const times = (await tx.$count(payouts, isPaid)) + byReversal;
	const isBooked = and(eq(journalEntries.kind, booked), like(journalEntries.subject, `${refundId}:%`));
	const known = await tx.$count(journalEntries, isBooked);
	const { orderNo, provider, id: paymentId } = payment;
	const amount = amountOf(locked);
	for (let n = known + 2; n <= times; n++) {
		const entry = { kind: booked, subject: `${refundId}:${n}`, orderNo, at: now };
		await post(tx, entry, paidTwice(provider, amount));
		const facts = { amount: amount.toString() };
		await openCase(tx, { reason: 'PAID_TWICE', orderNo, paymentId, facts }, now);
	}
}

/** A payment too many that is not back with the provider. Cents of KES. */
export type PaidTwice = { subject: string; orderNo: bigint; provider: Provider; amount: bigint };

/** Those of an order's refunds. */
export async function paidTwiceOf(db: Reader, orderNo: bigint): Promise<PaidTwice[]> {
	const back = alias(journalEntries, 'back');
	const isBack = db
		.select({ id: back.id })
		.from(back)
		.where(and(eq(back.kind, 'recovered'), eq(back.subject, journalEntries.subject)));
	const rows = await db
		.select({ subject: journalEntries.subject, amount: journalLines.amount })
		.from(journalEntries)
		.innerJoin(journalLines, eq(journalLines.entry, journalEntries.id))
		.where(
			and(
				eq(journalEntries.kind, booked),
				eq(journalEntries.orderNo, orderNo),
				eq(journalLines.account, 'losses'),
				notExists(isBack),
			),
		);
	return Promise.all(
		rows.map(async ({ subject, amount }) => {
			const [refund] = await db
				.select({ provider: refunds.provider })
				.from(refunds)
				.where(eq(refunds.id, subject.split(':')[0]!));
			return { subject, orderNo, amount, provider: refund!.provider };
		}),
	);
}

/** Books, once, that it is back. */
export const bookRecovered = (
	tx: Transaction,
	{ subject, orderNo, provider, amount }: PaidTwice,
	now: Date,
): Promise<void> => post(tx, { kind: 'recovered', subject, orderNo, at: now }, recovered(provider, amount));
