import { and, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import { openCase } from '../cases/open-case.ts';
import { payouts, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { abandonRefund } from '../payments/finish-refund.ts';
import type { Locked, RefundRow } from '../payments/lock-refund.ts';
import type { RefundResult } from './inbox.ts';

/** How a case names a reversal, which has no id of ours. */
const reversal = 'reversal';

/** Records what the provider says of payouts, also of those that a newer one replaced, and of the reversal that they replaced. */
export async function recordOutcome(
	tx: Transaction,
	{ id, way: open, reversalPaidAt }: RefundRow,
	{ way, outcome, requestIds, kind }: RefundResult,
	now: Date,
): Promise<void> {
	if (way === reversal && outcome === 'returned' && open === 'payout' && reversalPaidAt === null)
		await tx.update(refunds).set({ reversalPaidAt: now }).where(eq(refunds.id, id));
	const named = namedPayouts(requestIds);
	if (way !== 'payout' || named.length === 0) return;
	const isFailed = outcome === 'failed' || (outcome === 'again' && kind === 'refund');
	const said = outcome === 'returned' ? { paidAt: now } : isFailed ? { failedAt: now } : null;
	if (!said) return;
	const isFirst = said.paidAt ? isNull(payouts.paidAt) : isNull(payouts.failedAt);
	await tx
		.update(payouts)
		.set(said)
		.where(and(eq(payouts.refundId, id), inArray(payouts.id, named), isFirst));
}

/**
 * The earlier try that a success names, while a newer payout was made, whatever became of that: a payout of ours that was taken
 * for failed, or the reversal that payouts replaced. Null where the success is of the newest try.
 */
export async function earlierTry(
	tx: Transaction,
	refund: RefundRow,
	{ way, outcome, requestIds }: RefundResult,
): Promise<string | null> {
	if (outcome !== 'returned' || refund.way !== 'payout' || refund.payoutId === null) return null;
	if (way === reversal) return reversal;
	const named = namedPayouts(requestIds);
	if (named.length === 0 || named.includes(refund.payoutId)) return null;
	const [earlier] = await tx
		.select({ id: payouts.id })
		.from(payouts)
		.where(and(eq(payouts.refundId, refund.id), inArray(payouts.id, named)));
	return earlier?.id ?? null;
}

/**
 * A person compares the two with the provider. A newer try that did not leave yet does not leave any more; one that did is
 * followed to its end, and no third one is made.
 */
export async function flagTwice(tx: Transaction, locked: Locked, earlier: string, now: Date): Promise<void> {
	const { refund, payment } = locked;
	const facts = { earlier, newer: refund.payoutId! };
	if (refund.state === 'due') await abandonRefund(tx, locked, 'PAID_TWICE', facts, now);
	const about = { orderNo: payment.orderNo, paymentId: payment.id };
	await openCase(tx, { reason: 'PAID_TWICE', ...about, facts }, now);
}

/** Whether another payout of this refund is said to be paid. */
export async function isPaidBefore(tx: Transaction, { id, payoutId }: RefundRow): Promise<boolean> {
	const another = payoutId === null ? undefined : ne(payouts.id, payoutId);
	return (await tx.$count(payouts, and(eq(payouts.refundId, id), isNotNull(payouts.paidAt), another))) > 0;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids that can be ours: each payout's is a UUID. */
export const namedPayouts = (requestIds: readonly string[]): string[] =>
	requestIds.filter((each) => uuid.test(each));
