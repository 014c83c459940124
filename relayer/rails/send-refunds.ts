import { asc, eq, inArray, lte, min } from 'drizzle-orm';
import { kesCents } from '#shared/money.ts';
import { refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { abandonRefund, finishRefund } from '../payments/finish-refund.ts';
import { type Locked, lockRefund, type RefundRow } from '../payments/lock-refund.ts';
import { recordObservation } from '../reconcile/observations.ts';
import { requestStatement } from '../reconcile/statement-times.ts';
import { nowOf, type RailsDeps } from './deps.ts';
import type { Accepted } from './mpesa/client.ts';
import { MpesaError } from './mpesa/errors.ts';
import { hookUrls, type ResultKind } from './mpesa/hook-urls.ts';
import type { Work } from './worker.ts';

const atOnce = 4;
/** Longer than a request may take. */
const leaseMilliseconds = 120_000;
const resultMilliseconds = 60_000;
const longestWait = 3_600_000;
/** The receipt was given back before: there is nothing to do twice. */
export const alreadyReversed = 'R000001';
/** Tries of any kind, over about a day, before a person is asked. */
export const mostAttempts = 24;
/** How long money may be owed that Pull has not shown: only what it shows is given back. */
const unseenMilliseconds = 24 * 3_600_000;

/**
 * Gives money back. A reversal takes effect once for a receipt, whatever is sent: said again, the provider answers that
 * it was done (R000001). Where its result does not come, the transaction's status is asked for.
 */
export const sendRefunds = (deps: RailsDeps): Work<RefundRow> => ({
	name: 'sending refunds',
	most: atOnce,
	claim: (limit) => claim(deps, limit),
	run: (refund) => advance(deps, refund.id),
	async nextAt() {
		const [row] = await deps.db.select({ at: min(refunds.wakeAt) }).from(refunds);
		return row?.at?.getTime() ?? null;
	},
});

async function claim(deps: RailsDeps, limit: number): Promise<RefundRow[]> {
	const now = nowOf(deps);
	return deps.db.transaction(async (tx) => {
		const due = await tx
			.select({ id: refunds.id })
			.from(refunds)
			.where(lte(refunds.wakeAt, now))
			.orderBy(asc(refunds.wakeAt))
			.limit(limit)
			.for('update', { skipLocked: true });
		if (due.length === 0) return [];
		return tx
			.update(refunds)
			.set({ wakeAt: after(now, leaseMilliseconds) })
			.where(
				inArray(
					refunds.id,
					due.map((each) => each.id),
				),
			)
			.returning();
	});
}

/** One step, which another process does not take at the same time; what is to be sent is marked before it leaves. */
async function advance(deps: RailsDeps, id: string): Promise<void> {
	const step = await deps.db.transaction((tx) => mark(tx, deps, id));
	if (step === 'unseen') await requestStatement(deps.db, nowOf(deps));
	if (step === 'unseen' || step === null) return;
	deps.step?.(`${step.kind} marked`);
	const answer = await ask(deps, step.kind, step);
	deps.step?.(`${step.kind} sent`);
	await deps.db.transaction((tx) => record(tx, deps, step, answer));
	deps.step?.(`${step.kind} answered`);
}

type Step = Locked & { kind: ResultKind };

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
	// One that its process did not end may have been sent.
	const kind = refund.state === 'due' ? 'reversal' : 'status';
	const attempts = refund.attempts + 1;
	const state = kind === 'reversal' ? 'sending' : 'asked';
	await change(tx, id, { state, attempts, conversationId: null, wakeAt: after(now, leaseMilliseconds) });
	return { ...locked, refund: { ...refund, attempts }, kind };
}

async function ask(
	deps: RailsDeps,
	kind: ResultKind,
	{ refund, payment }: Locked,
): Promise<Accepted | MpesaError> {
	const urls = hookUrls(deps.hooks);
	const to = { resultUrl: urls.result(kind, refund.id), timeoutUrl: urls.late(kind, refund.id) };
	const receipt = deps.seal.open(payment.receiptSealed!);
	try {
		if (kind === 'status') return await deps.mpesa.status(receipt, to);
		return await deps.mpesa.reverse(receipt, kesCents(payment.amount), to);
	} catch (error) {
		if (error instanceof MpesaError) return error;
		return new MpesaError('MPESA_NO_ANSWER', 'the request broke off', 'unknown', '', error);
	}
}

async function record(
	tx: Transaction,
	deps: RailsDeps,
	{ kind, refund, payment }: Step,
	answer: Accepted | MpesaError,
): Promise<void> {
	const now = nowOf(deps);
	const locked = await lockRefund(tx, refund.id);
	const failed = answer instanceof MpesaError ? answer : null;
	await recordObservation(tx, deps.seal, {
		kind,
		pushId: null,
		orderNo: payment.orderNo,
		code: failed ? failed.providerCode || failed.code : '0',
		amount: payment.amount,
		message: {
			body: failed ? { code: failed.code, message: failed.message } : answer,
			receipt: deps.seal.open(payment.receiptSealed!),
		},
		at: now,
	});
	// Somebody else took it up meanwhile: this took longer than its lease.
	if (locked?.refund.attempts !== refund.attempts) return;
	const later = after(now, waitAfter(refund.attempts));
	if (!failed) {
		const { conversationId } = answer as Accepted;
		return change(tx, refund.id, { state: 'asked', conversationId, wakeAt: later });
	}
	if (failed.providerCode === alreadyReversed) return finishRefund(tx, locked, now);
	if (kind === 'reversal' && failed.verdict === 'fail')
		return abandonRefund(tx, locked, 'REFUND_REFUSED', { code: failed.code }, now);
	const state = kind === 'reversal' && failed.verdict === 'retry' ? 'due' : 'asked';
	await change(tx, refund.id, { state, wakeAt: later });
}

async function change(tx: Transaction, id: string, to: Partial<RefundRow>): Promise<void> {
	await tx.update(refunds).set(to).where(eq(refunds.id, id));
}

/** A minute at first, an hour at last. */
export const waitAfter = (attempts: number): number =>
	Math.min(resultMilliseconds * 2 ** Math.max(0, attempts - 1), longestWait);
export const after = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);
