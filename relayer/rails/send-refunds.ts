import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { kesCents } from '#shared/money.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { payerOf } from '../contacts/payer.ts';
import { payouts, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { abandonRefund, finishRefund } from '../payments/finish-refund.ts';
import { amountOf, type Locked, lockRefund, type RefundRow } from '../payments/lock-refund.ts';
import { flagAnswer } from '../reconcile/flag-message.ts';
import { recordObservation } from '../reconcile/observations.ts';
import { requestStatement } from '../reconcile/statement-times.ts';
import type { RefundAnswer } from './rail.ts';
import { brokenOff, evidenceOf, RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';

const atOnce = 4;
/** Longer than a request may take. */
const leaseMilliseconds = 120_000;
const resultMilliseconds = 60_000;
const longestWait = 3_600_000;
/** Tries of both kinds, over about a day, before the refund becomes a case. */
const mostAttempts = 24;
/** How long a refund waits for its payment to be proven: only proven money goes back. */
const unseenMilliseconds = 24 * 3_600_000;

/**
 * Gives money back. A reversal takes effect once for a receipt, and a payout once for its id, however often it is sent:
 * see `Refunds` and `Payouts`. Where a result does not come, its status is asked for. What issued tickets cost goes by a
 * payout where a reversal is refused, or failed and the payment's status shows it with us.
 */
export const sendRefunds = (deps: RailsDeps): Work<RefundRow> => ({
	name: 'sending refunds',
	most: atOnce,
	run: (refund) => advance(deps, refund.id),
	...leasedRows(deps, {
		...{ table: refunds, key: [refunds.id], leaseMilliseconds },
		which: eq(refunds.provider, deps.rail.provider),
	}),
});

/** One step of a refund, by one process at a time. A request is marked before it leaves. */
async function advance(deps: RailsDeps, id: string): Promise<void> {
	const step = await deps.db.transaction((tx) => mark(tx, deps, id));
	if (step === 'unseen') await requestStatement(deps.db, deps.rail.provider, nowOf(deps));
	if (step === 'unseen' || step === null) return;
	deps.between?.(`${step.kind} marked`);
	const answer = await callProvider(deps, step);
	deps.between?.(`${step.kind} sent`);
	await deps.db.transaction((tx) => record(tx, deps, step, answer));
	deps.between?.(`${step.kind} answered`);
}

type RefundKind = 'refund' | 'refund-status';
/** `phone`: where a payout goes. `isFirst`: none was asked for under this id before. */
type Step = Locked & { kind: RefundKind; phone: string | null; isFirst: boolean };

async function mark(tx: Transaction, deps: RailsDeps, id: string): Promise<Step | 'unseen' | null> {
	const now = nowOf(deps);
	const locked = await lockRefund(tx, id);
	if (!locked || locked.refund.wakeAt === null) return null;
	const { refund, payment } = locked;
	if (refund.attempts >= mostAttempts) {
		await abandonRefund(tx, locked, 'REFUND_NO_RESULT', {}, now);
		return null;
	}
	if (payment.confirmedAt === null) {
		if (now.getTime() >= refund.createdAt.getTime() + unseenMilliseconds)
			await abandonRefund(tx, locked, 'REFUND_UNCONFIRMED', {}, now);
		else await change(tx, id, { wakeAt: after(now, resultMilliseconds) });
		return 'unseen';
	}
	if (payment.reversedAt !== null && refund.attempts === 0) {
		await finishRefund(tx, locked, now);
		return null;
	}
	const isPayout = refund.way === 'payout';
	const phone = isPayout ? await phoneOf(tx, deps, locked) : null;
	if (isPayout && phone === null) {
		await abandonRefund(tx, locked, 'REFUND_NO_PHONE', {}, now);
		return null;
	}
	// A request whose process died may have been sent.
	const kind = refund.state === 'due' && refund.way !== 'checking' ? 'refund' : 'refund-status';
	const attempts = refund.attempts + 1;
	const state = kind === 'refund' ? ('sending' as const) : ('asked' as const);
	const payoutId = isPayout ? (refund.payoutId ?? randomUUID()) : null;
	const marked = { state, attempts, payoutId, requestId: null, wakeAt: after(now, leaseMilliseconds) };
	await change(tx, id, marked);
	if (payoutId !== null)
		await tx.insert(payouts).values({ id: payoutId, refundId: id, madeAt: now }).onConflictDoNothing();
	const isFirst = refund.payoutId === null;
	return { ...locked, refund: { ...refund, attempts, payoutId }, kind, phone, isFirst };
}

/** The number that paid; null where none is known, or the provider pays nobody. */
async function phoneOf(
	tx: Transaction,
	{ rail, seal }: RailsDeps,
	{ order }: Locked,
): Promise<string | null> {
	if (rail.payout === null || order === null) return null;
	const payer = await payerOf(tx, order.no);
	return payer?.sealed ? seal.open(payer.sealed) : null;
}

async function callProvider(
	deps: RailsDeps,
	{ kind, refund, payment, phone }: Step,
): Promise<RefundAnswer | RailError> {
	const shared = { refundId: refund.id, amount: kesCents(amountOf({ refund, payment })) };
	try {
		if (phone !== null) {
			const { send, status } = deps.rail.payout!;
			const request = { ...shared, payoutId: refund.payoutId!, phone };
			return await (kind === 'refund' ? send(request) : status(request));
		}
		const { send, status } = deps.rail.refund;
		const request = { ...shared, receipt: deps.seal.open(payment.receiptSealed!) };
		return await (kind === 'refund' ? send(request) : status(request));
	} catch (error) {
		if (error instanceof RailError) return error;
		return brokenOff(deps.rail.provider, error);
	}
}

async function record(
	tx: Transaction,
	deps: RailsDeps,
	{ kind, refund, payment, isFirst }: Step,
	answer: RefundAnswer | RailError,
): Promise<void> {
	const now = nowOf(deps);
	const locked = await lockRefund(tx, refund.id);
	const observationId = await recordObservation(tx, deps.seal, {
		provider: refund.provider,
		kind,
		pushId: null,
		orderNo: payment.orderNo,
		code: codeOf(answer),
		amount: amountOf({ refund, payment }),
		message: {
			body: answer instanceof RailError ? evidenceOf(answer) : answer.body,
			receipt: deps.seal.open(payment.receiptSealed!),
		},
		at: now,
	});
	if (answer instanceof RailError && answer.answer?.alert)
		await flagAnswer(tx, deps, answer.answer.alert, { kind, orderNo: payment.orderNo, observationId });
	// This took longer than its lease and another process took over, or a person has ended it.
	if (locked?.refund.attempts !== refund.attempts || locked.refund.state === 'done') return;
	const later = after(now, await waitForResult(tx, refund, now));
	if (!(answer instanceof RailError)) {
		if (answer.state === 'returned') return finishRefund(tx, locked, now);
		return change(tx, refund.id, { state: 'asked', requestId: answer.requestId, wakeAt: later });
	}
	const mayPayOut = refund.ticketRefundId !== null && refund.way === 'reversal';
	if (kind === 'refund' && answer.effect === 'refused' && mayPayOut)
		return change(tx, refund.id, { way: 'payout', state: 'due', wakeAt: now });
	if (kind === 'refund' && answer.effect === 'refused') {
		if (isFirst) await change(tx, refund.id, { payoutId: null });
		return abandonRefund(tx, locked, 'REFUND_REFUSED', { code: answer.code }, now);
	}
	const state = kind === 'refund' && answer.effect === 'none' ? 'due' : 'asked';
	await change(tx, refund.id, { state, wakeAt: later });
}

function codeOf(answer: RefundAnswer | RailError): string {
	if (answer instanceof RailError) return answer.providerCode || answer.code;
	return answer.state === 'returned' ? answer.code : '0';
}

async function change(tx: Transaction, id: string, to: Partial<RefundRow>): Promise<void> {
	await tx.update(refunds).set(to).where(eq(refunds.id, id));
}

/**
 * How long a request may stay without a result, in milliseconds, before its status is asked for. A payout waits as long as it
 * is out: tries of the reversal before it do not count.
 */
export async function waitForResult(
	tx: Transaction,
	{ payoutId, attempts }: Pick<RefundRow, 'payoutId' | 'attempts'>,
	now: Date,
): Promise<number> {
	const [payout] = payoutId ? await tx.select().from(payouts).where(eq(payouts.id, payoutId)) : [];
	if (!payout) return waitAfter(attempts);
	const out = now.getTime() - payout.madeAt.getTime();
	return Math.min(Math.max(out, resultMilliseconds), longestWait);
}

/** A minute at first, an hour at last. */
export const waitAfter = (attempts: number): number =>
	Math.min(resultMilliseconds * 2 ** Math.max(0, attempts - 1), longestWait);
export const after = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);
