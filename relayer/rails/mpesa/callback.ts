import { type KesCents, kesCents } from '#shared/money.ts';
import type { PaymentNotice, PushCallback } from '../inbox.ts';
import { isStillProcessing } from './errors.ts';
import { code, fields, id, named, readJson, text } from './json-readers.ts';

/** What a C2B confirmation says. The payer's number comes masked or hashed: payers are not matched by phone. */
export type C2bConfirmation = PaymentNotice & {
	/** Empty if the message names none. */
	shortcode: string;
};

const metadata = fields({ Item: named });
const stk = fields({
	Body: fields({
		stkCallback: fields({
			CheckoutRequestID: id,
			ResultCode: code,
			ResultDesc: text,
			CallbackMetadata: metadata,
		}),
	}),
});
const c2b = fields({ TransID: text, TransAmount: text, BusinessShortCode: text, BillRefNumber: text });

/** Shillings as Daraja writes them (1, 1.00, "1,250.00") in cents; null for anything else. */
export function centsOf(value: unknown): KesCents | null {
	const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text(value).replaceAll(',', ''));
	return parts ? kesCents(BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0'))) : null;
}

/** A receipt as M-Pesa writes it; null if the value is not a receipt. */
export const receiptOf = (value: unknown): string | null =>
	/^[A-Za-z0-9]{1,40}$/.test(text(value)) ? text(value) : null;

/**
 * From the body; null if it names no result. The address names the push, so the message need not. Items are found by
 * name: `Balance` often has no value.
 */
export function parseStkCallback(body: string): PushCallback | null {
	const call = stk(readJson(body)).Body.stkCallback;
	if (call.ResultCode === '') return null;
	const value = call.CallbackMetadata.Item;
	return {
		requestId: call.CheckoutRequestID,
		code: isStillProcessing(call.ResultCode, call.ResultDesc) ? 'PENDING' : call.ResultCode,
		text: call.ResultDesc,
		receipt: receiptOf(value('MpesaReceiptNumber')),
		amount: centsOf(value('Amount')),
	};
}

/** From the body; null if it names no receipt or no amount. */
export function parseC2bConfirmation(body: string): C2bConfirmation | null {
	const { TransID, TransAmount, BusinessShortCode, BillRefNumber } = c2b(readJson(body));
	const [receipt, amount] = [receiptOf(TransID), centsOf(TransAmount)];
	if (receipt === null || amount === null) return null;
	return { receipt, amount, shortcode: BusinessShortCode, reference: BillRefNumber };
}
