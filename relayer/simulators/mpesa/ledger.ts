import { randomBytes, randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviours.ts';

export type PushRecord = {
	merchantRequestId: string;
	checkoutRequestId: string;
	phone: string;
	shillings: number;
	reference: string;
	behaviour: Behaviour;
	callbackUrl: string;
	at: number;
	queries: number;
	/** Null while the phone rings. */
	result: { code: number; description: string } | null;
	/** When a late callback is due; null where none is. */
	callbackAt: number | null;
};

export type Payment = {
	receipt: string;
	/** Of the push it answers; empty where there was none. */
	checkoutRequestId: string;
	shillings: number;
	phone: string;
	reference: string;
	at: number;
	reversed: boolean;
};

type Made = 'merchantRequestId' | 'checkoutRequestId' | 'queries' | 'result' | 'callbackAt';

/** Everything the simulated M-Pesa knows. */
export class MpesaLedger {
	readonly shortcode: string;
	readonly pushes: PushRecord[] = [];
	readonly payments: Payment[] = [];
	/** Set by the control route; used once for the next push, or always for a phone. */
	next: Behaviour | null = null;
	readonly byPhone = new Map<string, Behaviour>();
	confirmationUrl: string | null = null;
	pullRegistered = false;
	token: { value: string; expiresAt: number } | null = null;

	constructor(shortcode: string) {
		this.shortcode = shortcode;
	}

	/** As `toJSON` wrote it. */
	static from(shortcode: string, kept: object): MpesaLedger {
		const { byPhone, pushes, payments, ...rest } = kept as ReturnType<MpesaLedger['toJSON']>;
		const ledger = Object.assign(new MpesaLedger(shortcode), rest);
		ledger.pushes.push(...pushes);
		ledger.payments.push(...payments);
		for (const [phone, behaviour] of byPhone) ledger.byPhone.set(phone, behaviour);
		return ledger;
	}

	toJSON() {
		const { pushes, payments, next, confirmationUrl, pullRegistered, token } = this;
		return { pushes, payments, next, byPhone: [...this.byPhone], confirmationUrl, pullRegistered, token };
	}

	newToken(now: number): string {
		this.token = { value: randomBytes(16).toString('base64url'), expiresAt: now + 3_599_000 };
		return this.token.value;
	}

	open(push: Omit<PushRecord, Made>): PushRecord {
		const record = {
			...push,
			merchantRequestId: randomUUID(),
			checkoutRequestId: `ws_CO_${push.at}${randomBytes(6).toString('hex')}`,
			queries: 0,
			result: null,
			callbackAt: null,
		};
		this.pushes.push(record);
		return record;
	}

	pay(push: PushRecord, now: number): Payment {
		const receipt = `S${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
		const shillings = push.behaviour === 'wrong-amount' ? push.shillings - 1 : push.shillings;
		const { phone, reference, checkoutRequestId } = push;
		const payment = { receipt, checkoutRequestId, shillings, phone, reference, at: now, reversed: false };
		this.payments.push(payment);
		return payment;
	}
}
