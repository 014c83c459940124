import { randomBytes } from 'node:crypto';
import { failures } from './behaviours.ts';
import type { MpesaLedger, Payment, PushRecord } from './ledger.ts';

export type Clock = { now(): number; after(milliseconds: number, work: () => Promise<void> | void): void };
export type Deliver = (url: string, body: unknown) => Promise<void>;

const paidResult = { code: 0, description: 'The service request is processed successfully.' };
const answerMilliseconds = 1_000;
const lateMilliseconds = 90_000;

/** What the phone does after a push, and which callbacks follow. */
export function ring(ledger: MpesaLedger, push: PushRecord, clock: Clock, deliver: Deliver): Promise<void> {
	if (push.behaviour === 'early') return answer(ledger, push, clock, deliver);
	clock.after(answerMilliseconds, () => answer(ledger, push, clock, deliver));
	return Promise.resolve();
}

async function answer(ledger: MpesaLedger, push: PushRecord, clock: Clock, deliver: Deliver): Promise<void> {
	const { behaviour } = push;
	if (behaviour === 'fault' || behaviour === 'hang') return;
	const failed = failures[behaviour];
	if (failed) {
		push.result = failed;
		return deliver(push.callbackUrl, callback(push, failed));
	}
	const payment = ledger.pay(push, clock.now());
	const result = paidResult;
	push.result =
		behaviour === 'contradiction' ? { code: 1032, description: 'Request cancelled by user' } : result;
	const tell = async () => deliver(push.callbackUrl, callback(push, result, payment));
	if (behaviour === 'late') {
		push.callbackAt = clock.now() + lateMilliseconds;
		return tellLate(ledger, push, clock, deliver);
	}
	if (behaviour === 'silent' || behaviour === 'fault-paid' || behaviour === 'hang-paid') return;
	await tell();
	if (behaviour === 'duplicate') await tell();
	if (behaviour === 'twice') {
		const second = ledger.pay(push, clock.now());
		await deliver(push.callbackUrl, callback(push, result, second));
	}
	if (ledger.confirmationUrl && behaviour !== 'contradiction')
		await deliver(ledger.confirmationUrl, confirmation(payment, ledger.shortcode));
}

/** The callback of a payment that was made before it could be told. */
function tellLate(ledger: MpesaLedger, push: PushRecord, clock: Clock, deliver: Deliver): void {
	const payment = ledger.payments.find((each) => each.checkoutRequestId === push.checkoutRequestId);
	clock.after(Math.max(0, push.callbackAt! - clock.now()), async () => {
		push.callbackAt = null;
		await deliver(push.callbackUrl, callback(push, paidResult, payment));
	});
}

/** After a restart: phones that rang ring on, callbacks that were due come. */
export function resume(ledger: MpesaLedger, clock: Clock, deliver: Deliver): void {
	for (const push of ledger.pushes) {
		if (push.callbackAt !== null) tellLate(ledger, push, clock, deliver);
		else if (push.result === null)
			clock.after(answerMilliseconds, () => answer(ledger, push, clock, deliver));
	}
}

function callback(push: PushRecord, result: { code: number; description: string }, payment?: Payment) {
	const unknown = push.behaviour === 'unknown-id';
	return {
		Body: {
			stkCallback: {
				MerchantRequestID: push.merchantRequestId,
				CheckoutRequestID: unknown ? `ws_CO_${randomBytes(8).toString('hex')}` : push.checkoutRequestId,
				ResultCode: result.code,
				ResultDesc: result.description,
				...(payment ? { CallbackMetadata: { Item: items(payment) } } : {}),
			},
		},
	};
}

const items = (payment: Payment) => [
	{ Name: 'Amount', Value: payment.shillings },
	{ Name: 'MpesaReceiptNumber', Value: payment.receipt },
	{ Name: 'Balance' },
	{ Name: 'TransactionDate', Value: Number(compact(payment.at)) },
	{ Name: 'PhoneNumber', Value: Number(payment.phone) },
];

/** Nairobi's time, YYYYMMDDHHmmss. */
const compact = (at: number): string =>
	new Date(at + 3 * 3_600_000).toISOString().slice(0, 19).replace(/[-T:]/g, '');

const confirmation = (payment: Payment, shortcode: string) => ({
	TransactionType: 'Pay Bill',
	TransID: payment.receipt,
	TransTime: compact(payment.at),
	TransAmount: `${payment.shillings}.00`,
	BusinessShortCode: shortcode,
	BillRefNumber: payment.reference,
	MSISDN: `2547 ***** ${payment.phone.slice(-3)}`,
	FirstName: 'ASHA',
});
