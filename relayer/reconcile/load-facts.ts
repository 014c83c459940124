import { and, asc, eq, inArray } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import { cursors, observations, payments, pushes } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { RailsDeps } from '../rails/deps.ts';
import type { Facts, Observation, PaymentFact, PushFact } from './facts.ts';
import { openMessage } from './observations.ts';

type PushRow = typeof pushes.$inferSelect;

export type Loaded = {
	facts: Facts;
	pushes: PushRow[];
	/** By the key under which facts and verdicts name a receipt: what it is, to be sealed again. */
	receipts: Map<string, string>;
	/** The provider's words, by push and code. */
	texts: Map<string, string>;
};

export const textKey = (push: string, code: string): string => `${push} ${code}`;
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** All that is known of a locked order's money. Its pushes are locked before what was heard is read: see `wakePush`. */
export async function loadFacts(
	tx: Transaction,
	{ seal }: Pick<RailsDeps, 'seal'>,
	order: OrderRow,
	now: Date,
): Promise<Loaded> {
	const rows = await tx
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, order.no))
		.orderBy(asc(pushes.createdAt))
		.for('update');
	const { heard, receipts, texts } = await loadObservations(tx, seal, order.no, rows);
	const paid = await tx.select().from(payments).where(eq(payments.orderNo, order.no));
	return {
		facts: {
			now: now.getTime(),
			expected: order.amountKes,
			holdUntil: order.holdUntil.getTime(),
			pushes: rows.map(pushFact),
			observations: heard,
			payments: paid.map(paymentFact),
			statement: await loadStatementSpan(tx),
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
	queryable: row.checkoutRequestId !== null,
	code: row.resultCode,
});

const paymentFact = (row: typeof payments.$inferSelect): PaymentFact => ({
	receipt: hex(row.receiptKey),
	amount: row.amount,
	state: row.state,
	confirmed: row.confirmedAt !== null,
	at: row.seenAt.getTime(),
});

const decisive = ['callback', 'query', 'pull', 'c2b'] as const;

async function loadObservations(tx: Transaction, seal: RailsDeps['seal'], orderNo: bigint, of: PushRow[]) {
	const rows = await tx
		.select()
		.from(observations)
		.where(and(eq(observations.orderNo, orderNo), inArray(observations.kind, decisive)));
	const checkouts = new Map(of.map((push) => [push.id, push.checkoutRequestId]));
	const receipts = new Map<string, string>();
	const texts = new Map<string, string>();
	const heard = rows.flatMap((row): Observation[] => {
		const told = openMessage(seal, row.sealed);
		const checkout = row.pushId && checkouts.get(row.pushId);
		// It came before its push was answered, and turns out to speak of another one.
		if (row.kind === 'callback' && checkout && told.checkout !== checkout) return [];
		const receipt = row.receiptKey && hex(row.receiptKey);
		if (receipt && told.receipt) receipts.set(receipt, told.receipt);
		if (row.pushId && row.code && told.text) texts.set(textKey(row.pushId, row.code), told.text);
		const kind = row.kind as Observation['kind'];
		return [{ kind, push: row.pushId, code: row.code, receipt, amount: row.amount, at: row.at.getTime() }];
	});
	return { heard, receipts, texts };
}

export const statementRead = 'pull-read';
export const statementSince = 'pull-since';

export async function loadStatementSpan(db: Reader): Promise<Facts['statement']> {
	const rows = await db
		.select()
		.from(cursors)
		.where(inArray(cursors.name, [statementRead, statementSince]));
	const at = (name: string) => rows.find((row) => row.name === name)?.at.getTime();
	const [since, to] = [at(statementSince), at(statementRead)];
	return since === undefined || to === undefined ? null : { since, to };
}
