import { z } from 'zod';
import { type KesCents, kesCents } from '#shared/money.ts';
import type { PaymentNotice, PushCallback } from '../inbox.ts';
import { readJson } from './read-json.ts';

/** What a C2B confirmation says. The payer's number comes masked or hashed: payers are not matched by phone. */
export type C2bConfirmation = PaymentNotice & { shortcode: string };

/** Daraja's code for a push without a result yet. */
export const stillProcessing = '4999';
const text = z.union([z.string(), z.number()]).transform(String);
const item = z.object({ Name: z.string(), Value: z.unknown().optional() });
const stk = z.object({
	Body: z.object({
		stkCallback: z.object({
			MerchantRequestID: z.string().max(100),
			CheckoutRequestID: z.string().min(1).max(100),
			ResultCode: text,
			ResultDesc: z.string().max(1000).default(''),
			CallbackMetadata: z.object({ Item: z.array(item).max(30) }).optional(),
		}),
	}),
});
const c2b = z.object({
	TransID: z.string().regex(/^[A-Z0-9]{8,20}$/),
	TransTime: text,
	TransAmount: text,
	BusinessShortCode: text,
	BillRefNumber: z.string().max(100).default(''),
});

/** Shillings as Daraja writes them (1, 1.00, "1,250.00") in cents; null for anything else. */
export function centsOf(value: unknown): KesCents | null {
	const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(value ?? '').replaceAll(',', ''));
	return parts ? kesCents(BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0'))) : null;
}

/** From the raw body; null where it is no STK callback. Items are found by name: `Balance` often has no value. */
export function parseStkCallback(raw: Uint8Array): PushCallback | null {
	const parsed = stk.safeParse(readJson(raw));
	if (!parsed.success) return null;
	const call = parsed.data.Body.stkCallback;
	const value = (name: string): unknown =>
		call.CallbackMetadata?.Item.find((each) => each.Name === name)?.Value;
	const receipt = value('MpesaReceiptNumber');
	return {
		requestId: call.CheckoutRequestID,
		code: call.ResultCode === stillProcessing ? 'PENDING' : call.ResultCode,
		text: call.ResultDesc,
		receipt: typeof receipt === 'string' && receipt !== '' ? receipt : null,
		amount: centsOf(value('Amount')),
	};
}

/** From the raw body; null where it is no C2B confirmation. */
export function parseC2bConfirmation(raw: Uint8Array): C2bConfirmation | null {
	const parsed = c2b.safeParse(readJson(raw));
	const amount = parsed.success ? centsOf(parsed.data.TransAmount) : null;
	if (!parsed.success || amount === null) return null;
	const { TransID, BusinessShortCode, BillRefNumber } = parsed.data;
	return {
		receipt: TransID,
		amount,
		shortcode: BusinessShortCode,
		reference: BillRefNumber.trim(),
	};
}
