import { randomUUID } from 'node:crypto';
import { and, eq, gt, inArray, or } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { openCase, reviewOrder } from '../cases/open-case.ts';
import { hasEnded } from '../contacts/has-ended.ts';
import type { OrderRow } from '../models/orders.ts';
import { type PaymentState, payments, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import { lockOrder } from '../orders/move-order.ts';
import { post, received } from '../payments/journal.ts';
import { payOrder } from '../payments/pay-order.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { wakeRails } from '../wake-rails.ts';
import type { OrderDecision, PaymentDecision } from './decision.ts';
import type { LoadedFacts } from './load-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type Sealing = Pick<ReconcileDeps, 'seal' | 'rail'>;

const bytesOf = (receipt: string): Uint8Array => new Uint8Array(Buffer.from(receipt, 'hex'));

/** Records a payment and posts its shillings, once for a receipt. Returns its id; null if the receipt is recorded. */
export async function recordPayment(
	tx: Transaction,
	{ seal, rail }: Sealing,
	payment: {
		receipt: string;
		amount: bigint;
		orderNo: bigint | null;
		state: PaymentState;
		confirmed: boolean;
	},
	now: Date,
): Promise<string | null> {
	const id = randomUUID();
	const { receipt, confirmed, ...rest } = payment;
	const [made] = await tx
		.insert(payments)
		.values({
			...rest,
			id,
			provider: rail.provider,
			receiptKey: seal.keyOf('receipt', receipt),
			receiptSealed: seal.seal(receipt),
			confirmedAt: confirmed ? now : null,
			seenAt: now,
		})
		.onConflictDoNothing()
		.returning({ id: payments.id });
	if (!made) return null;
	const entry = { kind: 'received' as const, subject: id, orderNo: payment.orderNo, at: now };
	await post(tx, entry, received(rail.provider, payment.amount));
	return id;
}

/** Records a decision's payments, and returns the order as it is then. */
export async function applyPayments(
	tx: Transaction,
	deps: Sealing,
	order: OrderRow,
	{ receipts }: Pick<LoadedFacts, 'receipts'>,
	decision: OrderDecision,
	now: Date,
): Promise<OrderRow> {
	if (decision.confirmed.length > 0) await confirm(tx, deps.rail, order.no, decision.confirmed, now);
	let current = order;
	if (decision.replaced) current = await replace(tx, deps, current, receipts, decision.replaced, now);
	for (const each of decision.payments) {
		const { amount, confirmed } = each;
		const to = destinationOf(each, current);
		const state = to.as === 'applied' ? to.as : 'review';
		const receipt = receipts.get(each.receipt)!;
		const id = await recordPayment(tx, deps, { receipt, amount, confirmed, orderNo: order.no, state }, now);
		if (id) current = await place(tx, current, id, to, now);
		else current = await reviewOrder(tx, current, { reason: 'RECEIPT_TAKEN' }, now);
	}
	return current;
}

type Destination = PaymentDecision extends infer D
	? D extends PaymentDecision
		? Omit<D, 'receipt' | 'amount' | 'confirmed'>
		: never
	: never;

/** The order has an open case: money that would buy its tickets waits with it. */
const destinationOf = (decided: Destination, { state }: OrderRow): Destination =>
	decided.as === 'applied' && state === 'review' ? { as: 'review', reason: 'LATE_MONEY' } : decided;

async function place(
	tx: Transaction,
	order: OrderRow,
	paymentId: string,
	to: Destination,
	now: Date,
): Promise<OrderRow> {
	if (to.as === 'applied') return serve(tx, order, paymentId, now);
	if (to.as === 'refund_due') await requestRefund(tx, paymentId, to.reason, now);
	else {
		// In its order's case, if one is open; otherwise in a case of its own.
		const orderNo = order.state === 'review' && !to.beside ? order.no : null;
		await openCase(tx, { reason: to.reason, orderNo, paymentId }, now);
	}
	return order;
}

/** Why money that came in full buys nothing. */
const unservable = ['EVENT_OVER', 'TIER_SOLD_OUT', 'LISTING_HELD', 'TREASURY_SHORT'] as const;

/** Serves the order if its event has not ended, and seats and USDC are left. Otherwise the money goes back. */
async function serve(tx: Transaction, order: OrderRow, paymentId: string, now: Date): Promise<OrderRow> {
	try {
		return await tx.transaction(async (inner) => {
			await refuseOver(inner, order, now);
			return payOrder(inner, order, paymentId, now);
		});
	} catch (error) {
		const code = unservable.find((each) => error instanceof PassaError && each === error.code);
		if (!code) throw error;
		await requestRefund(tx, paymentId, code, now);
		return lockOrder(tx, order.no);
	}
}

async function refuseOver(tx: Transaction, { event }: OrderRow, now: Date): Promise<void> {
	const [found] = await tx.select({ endsAt: events.endsAt }).from(events).where(eq(events.event, event));
	if (found && hasEnded(found, now))
		throw new PassaError('EVENT_OVER', 'The event is over.', { status: 409 });
}

/** The order's payments with these receipts, and the other parts of those that were divided. */
const own = ({ provider }: Sealing['rail'], orderNo: bigint, receipts: string[]) =>
	and(
		eq(payments.provider, provider),
		or(eq(payments.orderNo, orderNo), gt(payments.part, 0)),
		inArray(
			payments.receiptKey,
			receipts.map((each) => bytesOf(each)),
		),
	);

async function confirm(
	tx: Transaction,
	rail: Sealing['rail'],
	orderNo: bigint,
	shown: string[],
	now: Date,
): Promise<void> {
	const proven = await tx
		.update(payments)
		.set({ confirmedAt: now })
		.where(own(rail, orderNo, shown))
		.returning({ id: payments.id });
	await wakeRefunds(tx, proven, now);
}

/** Only proven money goes back: a refund that waited for the proof need not wait for its next look. */
async function wakeRefunds(tx: Transaction, proven: { id: string }[], now: Date): Promise<void> {
	const ids = proven.map(({ id }) => id);
	const isWaiting = and(inArray(refunds.paymentId, ids), eq(refunds.state, 'due'), gt(refunds.wakeAt, now));
	const woken = await tx.update(refunds).set({ wakeAt: now }).where(isWaiting).returning({ id: refunds.id });
	if (woken.length > 0) await wakeRails(tx, 'refund');
}

/** Corrects the receipt of a payment: a forged callback had named another one for the same money. */
async function replace(
	tx: Transaction,
	{ seal, rail }: Sealing,
	order: OrderRow,
	receipts: Map<string, string>,
	{ from, to }: { from: string; to: string },
	now: Date,
): Promise<OrderRow> {
	const [taken] = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.provider, rail.provider), eq(payments.receiptKey, bytesOf(to))));
	if (taken) return reviewOrder(tx, order, { reason: 'RECEIPT_TAKEN' }, now);
	const proven = await tx
		.update(payments)
		.set({
			receiptKey: bytesOf(to),
			receiptSealed: seal.seal(receipts.get(to)!),
			confirmedAt: now,
		})
		.where(own(rail, order.no, [from]))
		.returning({ id: payments.id });
	await wakeRefunds(tx, proven, now);
	return order;
}
