import type { KesCents } from '#shared/money.ts';
import type { ReceivedMessage } from './read-message.ts';

/** The result of a push, as a provider reports it. `code` 0 is success; `PENDING` means that there is no result yet. */
export type PushCallback = {
	/** Null if the message names no push: its address does. */
	requestId: string | null;
	code: string;
	text: string;
	/** Null if the message names none; a failure never does. */
	receipt: string | null;
	amount: KesCents | null;
};

/** A payment that names our reference. */
export type PaymentNotice = { receipt: string; amount: KesCents; reference: string };

/** Why a payment would buy nothing; null if it may be taken. */
export type PaymentCheck =
	| 'REFERENCE_UNKNOWN'
	| 'AMOUNT_WRONG'
	| 'PAID_ALREADY'
	| 'EVENT_OVER'
	| 'SOLD_OUT'
	| null;

/**
 * What a provider reports about a refund. `kind`: whether it answers the refund or a question about it, and `way` how the
 * money was to go back. `returned`: it is back. `again`: it is still with us, and the refund may be sent again. `failed`:
 * it will not go back this way.
 * `late`: the provider gave up waiting, which is not a result. `unknown`: it says nothing about the money.
 */
export type RefundResult = {
	/** The requests that it names, in all ways that the provider names one. */
	requestIds: readonly string[];
	kind: 'refund' | 'refund-status';
	way: 'reversal' | 'payout';
	outcome: 'returned' | 'again' | 'failed' | 'late' | 'unknown';
	/** The provider's own. */
	code: string;
};

/** What the address says about an unreadable message. */
export type UnreadableOf =
	| { kind: 'callback'; pushId: string }
	| { kind: 'notice' }
	| { kind: 'refund'; refundId: string };

/** Takes a provider's messages. Each is recorded first; workers process it later. `received` is kept as evidence. */
export type Inbox = {
	callback(pushId: string, callback: PushCallback, received: ReceivedMessage): Promise<void>;
	notice(notice: PaymentNotice, received: ReceivedMessage): Promise<void>;
	refundResult(refundId: string, result: RefundResult, received: ReceivedMessage): Promise<void>;
	/** Keeps a message that says nothing to us, and opens a case. */
	unreadable(of: UnreadableOf, received: ReceivedMessage): Promise<void>;
	/** Asked before a payment is taken: why it would buy nothing, or null if it may come. */
	check(notice: PaymentNotice): Promise<PaymentCheck>;
};
