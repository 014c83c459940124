import { eq } from 'drizzle-orm';
import { refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { abandonRefund, finishRefund } from '../payments/finish-refund.ts';
import { type Locked, lockRefund } from '../payments/lock-refund.ts';
import { recordObservation } from '../reconcile/observations.ts';
import { wakeRails } from '../wake-rails.ts';
import { nowOf, type RailsDeps } from './deps.ts';
import type { AsyncResult } from './mpesa/result.ts';
import { after, alreadyReversed, waitAfter } from './send-refunds.ts';

/** Our own account is short, or the provider busy: that passes. */
const passing = ['1', '17', '26'];

const kinds = ['reversal', 'status', 'reversal-late', 'status-late'] as const;
type Kind = (typeof kinds)[number];

/** A result of what was asked about a refund. It is unsigned: only one of the very request that is open is believed. */
export async function recordRefundResult(
	deps: RailsDeps,
	kind: string,
	id: string,
	result: AsyncResult,
	body: string,
): Promise<void> {
	if (!isKind(kind)) return;
	await deps.db.transaction(async (tx) => {
		const locked = await lockRefund(tx, id);
		if (!locked) return deps.log.warn('a result names no refund of ours');
		const { refund, payment } = locked;
		const { receiptSealed } = payment;
		await recordObservation(tx, deps.seal, {
			kind: kind.startsWith('reversal') ? 'reversal' : 'status',
			pushId: null,
			orderNo: payment.orderNo,
			code: result.code,
			amount: payment.amount,
			message: { body, ...(receiptSealed ? { receipt: deps.seal.open(receiptSealed) } : {}) },
			at: nowOf(deps),
		});
		const isOpen = refund.state === 'asked' && refund.conversationId === result.conversationId;
		if (isOpen) await follow(tx, deps, locked, kind, result);
		else deps.log.warn({ refund: id, kind }, 'a result of nothing that is open');
	});
	deps.step?.('result stored');
}

const isKind = (kind: string): kind is Kind => (kinds as readonly string[]).includes(kind);

async function follow(
	tx: Transaction,
	deps: RailsDeps,
	locked: Locked,
	kind: Kind,
	{ code, status }: AsyncResult,
): Promise<void> {
	const now = nowOf(deps);
	const { id, attempts } = locked.refund;
	const later = after(now, waitAfter(attempts));
	const isDone = kind === 'reversal' ? code === '0' || code === alreadyReversed : status === 'Reversed';
	switch (kind) {
		case 'reversal-late':
		case 'status-late':
			// Not failed: it was not known in time. The status tells.
			await tx.update(refunds).set({ conversationId: null, wakeAt: now }).where(eq(refunds.id, id));
			return void (await wakeRails(tx, 'refund'));
		case 'reversal':
			if (isDone) return finishRefund(tx, locked, now);
			if (!passing.includes(code)) return abandonRefund(tx, locked, 'REFUND_FAILED', { code }, now);
			return again(tx, id, later);
		case 'status':
			if (isDone) return finishRefund(tx, locked, now);
			// It is still with us: it is sent again, which cannot give it back twice.
			if (code === '0' && status === 'Completed') return again(tx, id, later);
			return;
		default:
			return kind satisfies never;
	}
}

async function again(tx: Transaction, id: string, wakeAt: Date): Promise<void> {
	await tx.update(refunds).set({ state: 'due', conversationId: null, wakeAt }).where(eq(refunds.id, id));
}
