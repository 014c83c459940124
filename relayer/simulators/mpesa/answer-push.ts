import { randomBytes } from 'node:crypto';
import { nairobiTime } from '#shared/nairobi.ts';
import { type Behaviour, failures } from './behaviours.ts';
import { dress } from './forms.ts';
import type { MpesaLedger, Payment, PushRecord } from './ledger.ts';

export type Clock = { now(): number; after(milliseconds: number, work: () => Promise<void> | void): void };
/** Sends a message of a kind; a text is sent as it is. */
export type Deliver = (
	url: string,
	body: unknown,
	message: 'callback' | 'confirmation' | 'result',
) => Promise<void>;

const paidResult = { code: 0, description: 'The service request is processed successfully.' };
const answerMilliseconds = 1_000;
const lateMilliseconds = 90_000;
const reviveMilliseconds = 120_000;
/** The callback says paid, and the query says cancelled. */
const torn: readonly Behaviour[] = ['contradiction', 'torn-unlisted'];
const cancelled = { code: 1032, description: 'Request cancelled by user' };
const withoutCallback: readonly Behaviour[] = [
	'silent',
	'unlisted',
	'fault-paid',
	'hang-paid',
	'push-processing',
];

/** Plays the phone: pays or refuses a push, and sends the callbacks that follow. */
export function answerPush(
	ledger: MpesaLedger,
	push: PushRecord,
	clock: Clock,
	deliver: Deliver,
): Promise<void> {
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
		if (behaviour === 'revived') payLater(ledger, push, clock, deliver, reviveMilliseconds);
		return deliver(push.callbackUrl, callback(push, failed), 'callback');
	}
	const payment = ledger.pay(push, clock.now());
	push.result = torn.includes(behaviour) ? cancelled : paidResult;
	if (behaviour === 'late') return payLater(ledger, push, clock, deliver, lateMilliseconds);
	if (withoutCallback.includes(behaviour)) return;
	if (behaviour === 'denied-paid') return deliver(push.callbackUrl, callback(push, cancelled), 'callback');
	const sendCallback = async () => deliver(push.callbackUrl, callback(push, paidResult, payment), 'callback');
	if (behaviour !== 'confirmed') await sendCallback();
	if (behaviour === 'duplicate') await sendCallback();
	if (behaviour === 'twice') {
		const second = ledger.pay(push, clock.now());
		await deliver(push.callbackUrl, callback(push, paidResult, second), 'callback');
	}
	if (ledger.confirmationUrl && !torn.includes(behaviour))
		await deliver(ledger.confirmationUrl, confirmation(payment, ledger.shortcode), 'confirmation');
}

function payLater(
	ledger: MpesaLedger,
	push: PushRecord,
	clock: Clock,
	deliver: Deliver,
	milliseconds: number,
): void {
	push.callbackAt = clock.now() + milliseconds;
	deliverLate(ledger, push, clock, deliver);
}

/** Sends the late callback. Its payment was made before, or is made now, after the push had failed. */
function deliverLate(ledger: MpesaLedger, push: PushRecord, clock: Clock, deliver: Deliver): void {
	clock.after(Math.max(0, push.callbackAt! - clock.now()), async () => {
		push.callbackAt = null;
		push.result = paidResult;
		const known = ledger.payments.find((each) => each.checkoutRequestId === push.checkoutRequestId);
		const payment = known ?? ledger.pay(push, clock.now());
		await deliver(push.callbackUrl, callback(push, paidResult, payment), 'callback');
	});
}

/** After a restart: phones go on ringing, and due callbacks are sent. */
export function resume(ledger: MpesaLedger, clock: Clock, deliver: Deliver): void {
	for (const push of ledger.pushes) {
		if (push.callbackAt !== null) deliverLate(ledger, push, clock, deliver);
		else if (push.result === null)
			clock.after(answerMilliseconds, () => answer(ledger, push, clock, deliver));
	}
}

function callback(
	push: PushRecord,
	result: { code: number; description: string },
	payment?: Payment,
): unknown {
	const unknown = push.behaviour === 'unknown-id';
	const id = unknown ? `ws_CO_${randomBytes(8).toString('hex')}` : push.checkoutRequestId;
	const body = {
		Body: {
			stkCallback: {
				MerchantRequestID: push.merchantRequestId,
				...(push.behaviour === 'no-request-id' ? {} : { CheckoutRequestID: id }),
				ResultCode: result.code,
				ResultDesc: result.description,
				...(payment ? { CallbackMetadata: metadata(push.behaviour, payment) } : {}),
			},
		},
	};
	const { behaviour } = push;
	if (behaviour === 'garbled') return { Body: { stkCallback: 'null' } };
	return behaviour === 'texts' || behaviour === 'lists' ? dress(behaviour, { status: 200, body }).body : body;
}

function metadata(behaviour: Behaviour, payment: Payment): unknown {
	if (behaviour === 'null-metadata') return null;
	if (behaviour === 'one-item') return { Item: { Name: 'MpesaReceiptNumber', Value: payment.receipt } };
	return { Item: items(payment) };
}

const items = (payment: Payment) => [
	{ Name: 'Amount', Value: payment.shillings },
	{ Name: 'MpesaReceiptNumber', Value: payment.receipt },
	{ Name: 'Balance' },
	{ Name: 'TransactionDate', Value: Number(compact(payment.at)) },
	{ Name: 'PhoneNumber', Value: Number(payment.phone) },
];

/** Nairobi's time, YYYYMMDDHHmmss. */
const compact = (at: number): string => nairobiTime(at).replace(/[-T:]/g, '');

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
