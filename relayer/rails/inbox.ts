import type { KesCents } from '#shared/money.ts';
import type { PaymentCheck } from './check-payment.ts';
import type { RefundResult } from './record-refund-result.ts';

/** The result of a push, as a provider reports it. `code` 0 is success; `PENDING` is no result yet. */
export type PushCallback = {
	requestId: string;
	code: string;
	text: string;
	/** Null where it names none, as each failure. */
	receipt: string | null;
	amount: KesCents | null;
};

/** A payment that names our reference. */
export type PaymentNotice = { receipt: string; amount: KesCents; reference: string };

/** Takes what a provider sends. Everything is recorded first, and workers look at it then. `body` is kept as evidence. */
export type Inbox = {
	callback(pushId: string, callback: PushCallback, body: string): Promise<void>;
	notice(notice: PaymentNotice, body: string): Promise<void>;
	refundResult(refundId: string, result: RefundResult, body: string): Promise<void>;
	/** Asked before a payment is taken: why it would buy nothing, or null where it may come. */
	check(notice: PaymentNotice): Promise<PaymentCheck>;
};
