import { and, asc, eq, inArray } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import { hookMessages } from '../models/hook-messages.ts';
import type { OrderRow } from '../models/orders.ts';
import {
	type CursorName,
	cursors,
	observations,
	type PaymentState,
	payments,
	pushes,
} from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { dueOf } from '../orders/cart.ts';
import { receiptParts } from '../payments/receipt-parts.ts';
import type { Provider } from '../providers.ts';
import { providerOf } from '../providers.ts';
import { openMessage } from './observations.ts';
import type { Facts, Observation, PaymentFact, PushFact } from './order-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { type MessageKind, messageKinds } from './trust.ts';

type PushRow = typeof pushes.$inferSelect;

export type LoadedFacts = {
	facts: Facts;
	pushes: PushRow[];
	/** Receipts in clear, by the key that facts and decisions name them with: they are sealed again. */
	receipts: Map<string, string>;
	/** The provider's text for a code, by push and code. */
	texts: Map<string, string>;
};

export const textKey = (push: string, code: string): string => `${push} ${code}`;

/** All that is known of a locked order's money. Its pushes are locked before observations are read: see `wakePush`. */
export async function loadFacts(
	tx: Transaction,
	deps: Pick<ReconcileDeps, 'seal' | 'rail'>,
	order: OrderRow,
	now: Date,
): Promise<LoadedFacts> {
	const rows = await tx
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, order.no))
		.orderBy(asc(pushes.createdAt))
		.for('update');
	const { observed, receipts, texts } = await loadObservations(tx, deps, order.no, rows);
	const paid = await tx.select().from(payments).where(eq(payments.orderNo, order.no));
	return {
		facts: {
			provider: providerOf(order),
			now: now.getTime(),
			expected: dueOf(order),
			holdUntil: order.holdUntil.getTime(),
			pushes: rows.map(pushFact),
			observations: observed,
			payments: await paymentFacts(tx, paid),
			statement: await loadStatementSpan(tx, providerOf(order)),
		},
		pushes: rows,
		receipts,
		texts,
	};
}

const pushFact = (row: PushRow): PushFact => ({
	id: row.id,
	state: row.state,
	createdAt: row.createdAt.getTime(),
	sentAt: row.sentAt?.getTime() ?? null,
	queryable: row.requestId !== null,
	code: row.resultCode,
});

type PaymentRow = typeof payments.$inferSelect;

/** A receipt that was divided counts as one payment: it bought while any part of it does. */
async function paymentFacts(tx: Transaction, paid: PaymentRow[]): Promise<PaymentFact[]> {
	const facts: PaymentFact[] = [];
	for (const row of paid) {
		const parts = row.whole === null ? [row] : await receiptParts(tx, row);
		facts.push({
			receipt: hex(row.receiptKey),
			amount: row.whole ?? row.amount,
			state: byWeight.find((state) => parts.some((part) => part.state === state))!,
			confirmed: row.confirmedAt !== null,
			at: row.seenAt.getTime(),
		});
	}
	return facts;
}

const byWeight: PaymentState[] = ['applied', 'review', 'refund_due', 'refunded'];

async function loadObservations(
	tx: Transaction,
	{ seal, rail }: Pick<ReconcileDeps, 'seal' | 'rail'>,
	orderNo: bigint,
	of: PushRow[],
) {
	const rows = await tx
		.select({ row: observations, lastAt: hookMessages.lastAt })
		.from(observations)
		.leftJoin(hookMessages, eq(hookMessages.observationId, observations.id))
		.where(and(eq(observations.orderNo, orderNo), inArray(observations.kind, messageKinds)));
	const checkouts = new Map(of.map((push) => [push.id, push.requestId]));
	const receipts = new Map<string, string>();
	const texts = new Map<string, string>();
	const observed = rows.flatMap(({ row, lastAt }): Observation[] => {
		const message = openMessage(seal, row.sealed);
		const checkout = row.pushId && checkouts.get(row.pushId);
		// The callback came before the push was answered, and names another push.
		if (row.kind === 'callback' && checkout && (message.checkout ?? checkout) !== checkout) return [];
		const receipt = row.receiptKey && hex(row.receiptKey);
		if (receipt && message.receipt) receipts.set(receipt, message.receipt);
		if (row.pushId && row.code && message.text) texts.set(textKey(row.pushId, row.code), message.text);
		const kind = row.kind as MessageKind;
		const trust = rail.trust[kind];
		const { pushId: push, code, amount } = row;
		const first = { kind, trust, push, code, receipt, amount, at: row.at.getTime() };
		// Of equal messages only the first and the last time decide anything.
		return lastAt && lastAt > row.at ? [first, { ...first, at: lastAt.getTime() }] : [first];
	});
	return { observed, receipts, texts };
}

export const statementRead = 'statement-read' satisfies CursorName;
export const statementSince = 'statement-since' satisfies CursorName;

export async function loadStatementSpan(db: Reader, provider: Provider): Promise<Facts['statement']> {
	const rows = await db
		.select()
		.from(cursors)
		.where(and(eq(cursors.provider, provider), inArray(cursors.name, [statementRead, statementSince])));
	const at = (name: CursorName) => rows.find((row) => row.name === name)?.at.getTime();
	const [since, to] = [at(statementSince), at(statementRead)];
	return since === undefined || to === undefined ? null : { since, to };
}
