import type { Hono } from 'hono';
import type { KesCents } from '#shared/money.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Provider } from '../providers.ts';
import type { Statement } from '../reconcile/statement.ts';
import type { TrustOfKind } from '../reconcile/trust.ts';
import type { Inbox } from './inbox.ts';

/**
 * A payment provider. Workers push, query, read the statement and refund through it; what they read is recorded, and
 * `reconcile/decide.ts` decides. Every function throws `RailError`, and only that: its `effect` says whether the
 * request may have taken effect.
 */
export type Rail = {
	provider: Provider;
	/** As people call it, e.g. `M-Pesa`. */
	name: string;
	/** The most that one payment may be, in cents of KES. */
	mostPerPayment: KesCents;
	/**
	 * Results after which the provider refuses the same amount of the same payer for a while, by code: milliseconds from
	 * the result on.
	 */
	repeatAfter: Readonly<Record<string, number>>;
	/** How far each kind of its messages is trusted. */
	trust: TrustOfKind;
	/** Asks a payer for money, e.g. by a prompt on the phone. Called once for a push. */
	push(request: PushRequest): Promise<Pushed>;
	/** Asks for a push's result by its `requestId`. Null if the provider has no such question. */
	query: ((requestId: string) => Promise<QueryResult>) | null;
	/**
	 * Lists payments received from one time to another (milliseconds since 1970), and the rows that it cannot read.
	 * `keeps`: how far back it lists, in milliseconds; `slice`: the longest span of one request.
	 */
	statement: { keeps: number; slice: number; read(from: number, to: number): Promise<Statement> };
	refund: Refunds;
	/** Money to a payer's phone, if a payment cannot be reversed. Null if the provider pays nobody. */
	payout: Payouts | null;
	/** What the provider calls. */
	hooks: Hooks;
};

/** `pushId` is ours (a UUID); `phone` is as `kenyanMobile` writes it; `reference` is the order's, to be typed by hand. */
export type PushRequest = { pushId: string; phone: string; amount: KesCents; reference: string };

/**
 * `requestId`: the provider's, or null if it gives none; such a push is never queried. `body`: the answer, as
 * evidence.
 */
export type Pushed = { requestId: string | null; body: unknown };

/** `result`: `code` 0 is success, any other code a failure. */
export type QueryResult =
	| { state: 'pending'; body: unknown }
	| { state: 'result'; code: string; text: string; body: unknown };

export type Refunds = {
	/**
	 * Gives a payment back. It must take effect once for a receipt, however often it is called. `accepted`: the result
	 * comes to a hook, under this `requestId`. If that is null, the answer named none, and only the status shows the
	 * result. `returned`: the money is back, and `code` is the provider's.
	 */
	send(request: RefundRequest): Promise<RefundAnswer>;
	/** Queries a refund whose result did not come. Answers as `send` does. */
	status(request: RefundRequest): Promise<RefundAnswer>;
};

/** `refundId` is ours (a UUID). */
export type RefundRequest = { refundId: string; receipt: string; amount: KesCents };
export type RefundAnswer =
	| { state: 'accepted'; requestId: string | null; body: unknown }
	| { state: 'returned'; code: string; body: unknown };

export type Payouts = {
	/**
	 * Sends money to a phone. It must take effect once for a `payoutId`, however often it is called. Answers as
	 * `Refunds.send` does; the result names the `payoutId`, too.
	 */
	send(request: PayoutRequest): Promise<RefundAnswer>;
	/** Queries a payout whose result did not come. */
	status(request: PayoutRequest): Promise<RefundAnswer>;
};

/**
 * Both ids are ours (UUIDs): a refund may need several payouts, of which one succeeds. `phone` is as `kenyanMobile`
 * writes it.
 */
export type PayoutRequest = { refundId: string; payoutId: string; phone: string; amount: KesCents };

export type Hooks = {
	/** Its addresses begin with `/hooks/<path>`. Some providers refuse addresses that contain certain words. */
	path: string;
	/**
	 * Answers the provider. A message with a valid secret or signature goes to the inbox, which records it. Bodies are read
	 * by `readMessage`, which bounds them.
	 */
	routes(inbox: Inbox): Hono<Guarded>;
	/** What the provider needs before it calls; none if a person registers us. Each is repeated until it succeeds. */
	registrations: readonly Registration[];
};

/** `name` appears in metrics. `run` throws RailError. */
export type Registration = { name: string; run(): Promise<void> };

/**
 * The state of a registration, and `since` when it has that state: milliseconds since 1970. `code`: why the last try
 * failed; null if none did.
 */
export type RegistrationFact = {
	provider: Provider;
	name: string;
	isRegistered: boolean;
	since: number;
	attempts: number;
	code: string | null;
};
