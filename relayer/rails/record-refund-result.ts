import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { bookPaidTwice } from '../payments/book-paid-twice.ts';
import { abandonRefund, finishRefund } from '../payments/finish-refund.ts';
import { amountOf, type Locked, lockRefund, type RefundRow } from '../payments/lock-refund.ts';
import { wakeRails } from '../wake-rails.ts';
import type { RefundResult } from './inbox.ts';
import { keepMessage } from './keep-message.ts';
import { earlierTry, flagTwice, isPaidBefore, namedPayouts, recordOutcome } from './paid-twice.ts';
import type { RailsDeps } from './rails-deps.ts';
import type { ReceivedMessage } from './read-message.ts';
import { keepUnreadable } from './record-unreadable.ts';
import { after, waitAfter, waitForResult } from './send-refunds.ts';

/**
 * Records a result, and applies it only if it names the open request. A time-out that names none only makes us ask.
 */
export async function recordRefundResult(
	deps: RailsDeps,
	id: string,
	result: RefundResult,
	received: ReceivedMessage,
): Promise<void> {
	const { kind, code } = result;
	await deps.db.transaction(async (tx) => {
		const locked = await lockRefund(tx, id);
		if (locked?.refund.provider !== deps.rail.provider)
			return keepUnreadable(tx, deps, { kind: 'refund', refundId: id }, null, received);
		const { refund, payment } = locked;
		const { receiptSealed } = payment;
		const isNamed = names(result, refund);
		const isNameless = result.outcome === 'late' && result.requestIds.length === 0;
		const ends = isNamed && refund.state === 'asked' && result.outcome !== 'unknown';
		await keepMessage(tx, deps, {
			subject: { of: 'refund', id },
			kind: isNamed ? 'proposal' : 'foreign',
			received,
			isBounded: !ends,
			observation: {
				kind,
				pushId: null,
				orderNo: payment.orderNo,
				code,
				amount: amountOf(locked),
				message: {
					body: received.text,
					...(receiptSealed ? { receipt: deps.seal.open(receiptSealed) } : {}),
				},
			},
		});
		const earlier = earlierPayout(result, refund);
		await recordOutcome(tx, refund, result, nowOf(deps));
		const twice = await earlierTry(tx, refund, result);
		if (twice) await flagTwice(tx, locked, twice, nowOf(deps));
		else if (refund.state === 'asked' && (isNamed || isNameless)) await follow(tx, deps, locked, result);
		else if (earlier) await askAgain(tx, deps, refund, earlier);
		else if (isEarlierReversal(result, refund)) await askPayment(tx, deps, refund);
		else deps.log.warn({ refund: id, kind }, 'a result names no open request');
		await bookPaidTwice(tx, id, nowOf(deps));
	});
	deps.between?.('result stored');
}

/** Whether it is of the open request. A payout has an id of ours, which counts until another one is made. */
function names({ requestIds, way }: RefundResult, { requestId, payoutId, way: open }: RefundRow): boolean {
	if ((way === 'payout') !== (open === 'payout')) return false;
	return [requestId, payoutId].some((each) => each !== null && requestIds.includes(each));
}

/** The payout that a success names although we took it for failed, and made no other since. Its id was ours: a UUID. */
function earlierPayout(
	{ kind, way, outcome, requestIds }: RefundResult,
	{ state, way: open, payoutId }: RefundRow,
): string | null {
	const isSuccess = kind === 'refund' && way === 'payout' && outcome === 'returned';
	const isFree = open === 'payout' && payoutId === null && (state === 'due' || state === 'review');
	return isSuccess && isFree ? (namedPayouts(requestIds)[0] ?? null) : null;
}

/** The reversal that a payout replaces, of which none is out: it failed, or was not made so far. */
const isEarlierReversal = ({ way, outcome }: RefundResult, { way: open, ...refund }: RefundRow): boolean =>
	way === 'reversal' &&
	outcome === 'returned' &&
	open === 'payout' &&
	refund.payoutId === null &&
	refund.ticketRefundId !== null &&
	(refund.state === 'due' || refund.state === 'review');

/** As after a reversal that failed: only if the payment is still with us may money be sent another way. */
async function askPayment(tx: Transaction, deps: RailsDeps, refund: RefundRow): Promise<void> {
	const asks = { state: 'asked' as const, requestId: null, wakeAt: nowOf(deps) };
	await tx
		.update(refunds)
		.set({ way: 'checking', ...(refund.state === 'due' ? asks : {}) })
		.where(eq(refunds.id, refund.id));
	deps.log.warn({ refund: refund.id }, 'a reversal that had failed is said to be done');
	await wakeRails(tx, 'refund');
}

/** Nothing is sent under another id before the provider says what became of this one; a person's refund asks for it, too. */
async function askAgain(
	tx: Transaction,
	deps: RailsDeps,
	refund: RefundRow,
	payoutId: string,
): Promise<void> {
	const asks = { state: 'asked' as const, requestId: null, wakeAt: nowOf(deps) };
	await tx
		.update(refunds)
		.set({ payoutId, ...(refund.state === 'due' ? asks : {}) })
		.where(eq(refunds.id, refund.id));
	deps.log.warn({ refund: refund.id }, 'a payout that had failed is said to be paid');
	await wakeRails(tx, 'refund');
}

async function follow(
	tx: Transaction,
	deps: RailsDeps,
	locked: Locked,
	{ kind, outcome, code }: RefundResult,
): Promise<void> {
	const now = nowOf(deps);
	const { id, attempts, way, payoutId, ticketRefundId } = locked.refund;
	switch (outcome) {
		case 'returned':
			return finishRefund(tx, locked, now);
		case 'failed': {
			if (ticketRefundId === null || way !== 'reversal') {
				// Its id has ended: a person may have it made again under another.
				await tx.update(refunds).set({ payoutId: null }).where(eq(refunds.id, id));
				return abandonRefund(tx, locked, 'REFUND_FAILED', { code }, now);
			}
			// Only if the payment is still with us may money be sent another way.
			const check = { way: 'checking' as const, state: 'asked' as const, requestId: null, wakeAt: now };
			await tx.update(refunds).set(check).where(eq(refunds.id, id));
			return void (await wakeRails(tx, 'refund'));
		}
		case 'again': {
			// An earlier try is said to be paid meanwhile: nothing is sent under a third id.
			if (kind === 'refund' && way === 'payout' && (await isPaidBefore(tx, locked.refund)))
				return abandonRefund(tx, locked, 'PAID_TWICE', { code, newer: payoutId! }, now);
			const wakeAt = way === 'checking' ? now : after(now, waitAfter(attempts));
			// A payout that failed is made under another id; one that never arrived under its own.
			const next = {
				way: way === 'checking' ? ('payout' as const) : way,
				payoutId: kind === 'refund' ? null : payoutId,
			};
			const due = { ...next, state: 'due' as const, requestId: null, wakeAt };
			await tx.update(refunds).set(due).where(eq(refunds.id, id));
			return;
		}
		case 'late': {
			// Not a failure: the result was not known in time, so the status is queried; a late status is not queried again immediately.
			const wakeAt = kind === 'refund' ? now : after(now, await waitForResult(tx, locked.refund, now));
			await tx.update(refunds).set({ requestId: null, wakeAt }).where(eq(refunds.id, id));
			return void (await wakeRails(tx, 'refund'));
		}
		case 'unknown':
			return;
		default:
			return outcome satisfies never;
	}
}
