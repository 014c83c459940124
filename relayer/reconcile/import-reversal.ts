import { and, eq, inArray, isNull, notExists, type SQL, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { hex } from '#shared/hex.ts';
import { orders } from '../models/orders.ts';
import { observations, payments } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { firstNo } from '../orders/cart.ts';
import { referenceOf } from '../orders/reference.ts';
import { bookReversal, type LockedPart, lockParts } from '../payments/book-reversal.ts';
import { recordObservation } from './observations.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import type { UnreadableRow } from './statement.ts';

type Named = Pick<typeof payments.$inferSelect, 'provider' | 'receiptKey'>;
/** What came by its receipt. */
const whole = sql<bigint>`coalesce(${payments.whole}, ${payments.amount})`.mapWith(payments.amount);

/**
 * Books a row by which the provider took back a payment of ours, once for its `name`, and opens a case. Returns false
 * if the row takes back no payment that we know.
 */
export async function importReversal(
	deps: ReconcileDeps,
	row: UnreadableRow,
	name: string,
): Promise<boolean> {
	const { db, seal, rail, log } = deps;
	if (row.reverses === undefined) return false;
	const code = hex(seal.keyOf('row', name));
	const isKnown = and(
		eq(observations.provider, rail.provider),
		eq(observations.kind, 'statement-reversal'),
		eq(observations.code, code),
	);
	const [known] = await db.select({ id: observations.id }).from(observations).where(isKnown).limit(1);
	if (known) return true;
	const found = await findPayment(deps, row);
	if (!found) return false;
	const at = nowOf(deps);
	await db.transaction(async (tx) => {
		const parts = await lockParts(tx, found);
		const [{ payment, order }] = parts as [LockedPart];
		const [again] = await tx.select({ id: observations.id }).from(observations).where(isKnown).limit(1);
		if (again) return;
		const receipt = payment.receiptSealed && seal.open(payment.receiptSealed);
		await recordObservation(tx, seal, {
			provider: rail.provider,
			kind: 'statement-reversal',
			pushId: null,
			orderNo: payment.orderNo,
			code,
			amount: row.reverses!,
			message: { body: row.body, ...(receipt ? { receipt } : {}) },
			at,
		});
		for (const part of parts) await bookReversal(tx, part, at);
		log.warn({ order: order?.no.toString(), payment: payment.id }, 'the provider took a payment back');
	});
	return true;
}

/** By a receipt that the row names, or else by its order's reference. */
async function findPayment({ db, seal, rail }: ReconcileDeps, row: UnreadableRow): Promise<Named | null> {
	const names = [row.receipt, referenceOf(row)].flatMap((name) =>
		name ? [seal.keyOf('receipt', name)] : [],
	);
	const isOurs = and(eq(payments.provider, rail.provider), eq(payments.part, 0), eq(whole, row.reverses!));
	const [named] = await db
		.select({ provider: payments.provider, receiptKey: payments.receiptKey })
		.from(payments)
		.where(and(isOurs, inArray(payments.receiptKey, names)));
	const isIts = sql`${payments.orderNo} = (SELECT ${firstNo} FROM ${orders} WHERE ${orders.reference} = ${referenceOf(row)})`;
	return named ?? findOfOrder(db, and(isOurs, isIts)!);
}

/**
 * A row that names only the order may be about any of its payments of that sum, also one that we sent back ourselves.
 * One whose return was listed before is out of question. Among several others a person decides.
 */
async function findOfOrder(db: Reader, isIts: SQL): Promise<Named | null> {
	const listed = db
		.select({ id: observations.id })
		.from(observations)
		.where(
			and(
				eq(observations.provider, payments.provider),
				eq(observations.kind, 'statement-reversal'),
				eq(observations.receiptKey, payments.receiptKey),
			),
		);
	const found = await db
		.select({ provider: payments.provider, receiptKey: payments.receiptKey })
		.from(payments)
		.where(and(isIts, isNull(payments.reversedAt), notExists(listed)));
	return found.length === 1 ? found[0]! : null;
}
