import { randomBytes, randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviours.ts';
import type { Form, Message } from './forms.ts';
import type { PayoutBehaviour, PayoutRecord } from './payout-behaviours.ts';

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
	/** When a late callback, or a late payment, is due; null if none is. */
	callbackAt: number | null;
};

export type Payment = {
	receipt: string;
	/** Of the push it answers; empty if there was none. */
	checkoutRequestId: string;
	shillings: number;
	phone: string;
	reference: string;
	at: number;
	/** When Pull begins to show it. */
	listedAt: number;
	reversed: boolean;
};

/** A row of Pull that no push and no payment made: a reversal's, a charge's, or nonsense. */
export type ExtraRow = { at: number; row: unknown };

type Made = 'merchantRequestId' | 'checkoutRequestId' | 'queries' | 'result' | 'callbackAt';

const unlistedMilliseconds = 3_600_000;
const unlisted: readonly Behaviour[] = ['unlisted', 'torn-unlisted'];

/** Everything that the simulated M-Pesa knows. */
export class MpesaLedger {
	readonly shortcode: string;
	readonly pushes: PushRecord[] = [];
	readonly payments: Payment[] = [];
	readonly payouts: PayoutRecord[] = [];
	/** By phone; set by the control route. */
	readonly payoutsOf = new Map<string, PayoutBehaviour>();
	/** Receipts that are too old to be reversed; set by the control route. */
	readonly unreversible = new Map<string, 'refused' | 'failed'>();
	/** Listed by Pull unchanged; set by the control route. */
	readonly extraRows: ExtraRow[] = [];
	/** Set by the control route; used once for the next push, or always for a phone. */
	next: Behaviour | null = null;
	readonly byPhone = new Map<string, Behaviour>();
	/** Set by the control route, until it is set again. */
	readonly forms = new Map<Message, Form>();
	/** Phones whose last push was refused; their next one is accepted. */
	refused: string[] = [];
	confirmationUrl: string | null = null;
	pullRegistered = false;
	token: { value: string; expiresAt: number } | null = null;

	constructor(shortcode: string) {
		this.shortcode = shortcode;
	}

	/** Reads what `toJSON` wrote. */
	static from(shortcode: string, saved: object): MpesaLedger {
		const { byPhone, forms, pushes, payments, extraRows, payouts, payoutsOf, unreversible, ...rest } =
			saved as ReturnType<MpesaLedger['toJSON']>;
		const ledger = Object.assign(new MpesaLedger(shortcode), rest);
		ledger.pushes.push(...pushes);
		ledger.extraRows.push(...(extraRows ?? []));
		ledger.payouts.push(...(payouts ?? []));
		for (const [phone, behaviour] of payoutsOf ?? []) ledger.payoutsOf.set(phone, behaviour);
		for (const [receipt, how] of unreversible ?? []) ledger.unreversible.set(receipt, how);
		// Older files have no `listedAt`.
		ledger.payments.push(...payments.map((each) => ({ ...each, listedAt: each.listedAt ?? each.at })));
		for (const [phone, behaviour] of byPhone) ledger.byPhone.set(phone, behaviour);
		for (const [message, form] of forms ?? []) ledger.forms.set(message, form);
		return ledger;
	}

	toJSON() {
		const { pushes, payments, payouts, extraRows, next, refused, confirmationUrl, pullRegistered, token } =
			this;
		const byPhone = [...this.byPhone];
		const forms = [...this.forms];
		const payoutsOf = [...this.payoutsOf];
		const unreversible = [...this.unreversible];
		return {
			pushes,
			payments,
			payouts,
			payoutsOf,
			unreversible,
			extraRows,
			next,
			byPhone,
			forms,
			refused,
			confirmationUrl,
			pullRegistered,
			token,
		};
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

	/** `busy` refuses a phone's first push and accepts the next. */
	refuses(phone: string): boolean {
		const again = this.refused.includes(phone);
		this.refused = again ? this.refused.filter((each) => each !== phone) : [...this.refused, phone];
		return !again;
	}

	/** What `short-once` lacks the first time is there the next. */
	payoutBehaviourOf(phone: string): PayoutBehaviour {
		const behaviour = this.payoutsOf.get(phone) ?? 'pay';
		const isAgain = this.payouts.some((each) => each.phone === phone);
		return behaviour === 'short-once' && isAgain ? 'pay' : behaviour;
	}

	behaviourOf(payment: Payment): Behaviour | undefined {
		return this.pushes.find((each) => each.checkoutRequestId === payment.checkoutRequestId)?.behaviour;
	}

	/** Reverses a payment, as Safaricom's customer care does. Pull lists the reversal under a new number. */
	reversePayment(payment: Payment, now: number): void {
		payment.reversed = true;
		const transactionId = `R${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
		const row = {
			transactionId,
			trxDate: new Date(now).toISOString(),
			msisdn: Number(payment.phone.slice(3)),
			sender: 'MPESA',
			transactiontype: 'c2b-reversal',
			billreference: payment.receipt,
			amount: `-${payment.shillings}.00`,
			organizationname: 'Passa',
		};
		this.extraRows.push({ at: now, row });
	}

	pay(push: PushRecord, now: number): Payment {
		const receipt = `S${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
		const shillings = push.behaviour === 'wrong-amount' ? push.shillings - 1 : push.shillings;
		const { phone, reference, checkoutRequestId } = push;
		const listedAt = unlisted.includes(push.behaviour) ? now + unlistedMilliseconds : now;
		const times = { at: now, listedAt, reversed: false };
		const payment = { receipt, checkoutRequestId, shillings, phone, reference, ...times };
		this.payments.push(payment);
		return payment;
	}
}
