import { and, eq, inArray } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { formatKes } from '#shared/money.ts';
import { plainly } from '#shared/problems.server.ts';
import { orders } from '../models/orders.ts';
import { observations, payments, reviews } from '../models/payments.ts';
import { openReview } from '../review/open-review.ts';
import { nowOf, provider, type RailsDeps } from './deps.ts';
import { judge } from './judge.ts';
import { hex } from './load-facts.ts';
import type { PulledTransaction } from './mpesa/client.ts';
import { storeObservation } from './observation.ts';
import { recordPayment } from './record-money.ts';

const chunk = 200;
const atOnce = 4;

type Known = { id: string; orderNo: bigint | null; isConfirmed: boolean };
type Row = { pulled: PulledTransaction; orderNo: bigint | null; known: Known | undefined };

/** Each payment that the provider lists ends recorded: with its order, or before a person. Taken again, it is known. */
export async function takeRows(deps: RailsDeps, pulled: PulledTransaction[]): Promise<void> {
	let failures = 0;
	for (let i = 0; i < pulled.length; i += chunk) {
		const rows = (await lookUp(deps, pulled.slice(i, i + chunk))).filter(isNews);
		for (let j = 0; j < rows.length; j += atOnce) {
			const ended = await Promise.allSettled(rows.slice(j, j + atOnce).map((row) => take(deps, row)));
			for (const each of ended) {
				if (each.status === 'fulfilled') continue;
				failures += 1;
				deps.log.error(plainly(each.reason), 'a payment that Pull shows could not be recorded');
			}
		}
	}
	// What is read again must hold these: the list counts as read only when all of it is recorded.
	if (failures > 0) throw new PassaError('PULL_NOT_TAKEN', `${failures} payments could not be recorded`);
}

async function lookUp({ db, seal }: RailsDeps, pulled: PulledTransaction[]): Promise<Row[]> {
	const keys = pulled.map((each) => seal.keyOf('receipt', each.receipt));
	const [paid, named] = await Promise.all([
		db
			.select()
			.from(payments)
			.where(and(eq(payments.provider, provider), inArray(payments.receiptKey, keys))),
		db
			.select({ no: orders.no, reference: orders.reference })
			.from(orders)
			.where(inArray(orders.reference, pulled.map(referenceOf))),
	]);
	const byKey = new Map(
		paid.map(({ id, receiptKey, orderNo, confirmedAt }) => [
			hex(receiptKey),
			{ id, orderNo, isConfirmed: confirmedAt !== null },
		]),
	);
	const byReference = new Map(named.map((each) => [each.reference, each.no]));
	return pulled.map((each, i) => ({
		pulled: each,
		orderNo: byReference.get(referenceOf(each)) ?? null,
		known: byKey.get(hex(keys[i]!)),
	}));
}

/** People who type it may add spaces, or write it small. */
export const referenceOf = ({ reference }: { reference: string }): string =>
	reference.replace(/\s/g, '').toUpperCase();

const isNews = ({ known, orderNo }: Row): boolean =>
	!known || (known.orderNo !== null && (!known.isConfirmed || known.orderNo !== orderNo));

async function take(deps: RailsDeps, row: Row): Promise<void> {
	if (row.orderNo === null) await (row.known ? doubt(deps, row.known) : takeUnknown(deps, row.pulled));
	else {
		await storeRow(deps, row.pulled, row.orderNo);
		await judge(deps, row.orderNo);
	}
}

async function storeRow(deps: RailsDeps, pulled: PulledTransaction, orderNo: bigint | null): Promise<void> {
	const { db, seal } = deps;
	const same = and(
		eq(observations.kind, 'pull'),
		eq(observations.receiptKey, seal.keyOf('receipt', pulled.receipt)),
	);
	await db.transaction(async (tx) => {
		const [known] = await tx.select({ id: observations.id }).from(observations).where(same).limit(1);
		if (known) return;
		await storeObservation(tx, seal, {
			kind: 'pull',
			pushId: null,
			orderNo,
			code: null,
			amount: pulled.amount,
			told: { body: { ...pulled, amount: formatKes(pulled.amount) }, receipt: pulled.receipt },
			at: nowOf(deps),
		});
	});
	deps.step?.('row stored');
}

/** Money for nothing that we know: somebody typed another account number. */
async function takeUnknown(deps: RailsDeps, pulled: PulledTransaction): Promise<void> {
	const now = nowOf(deps);
	await storeRow(deps, pulled, null);
	const { receipt, amount } = pulled;
	await deps.db.transaction(async (tx) => {
		const id = await recordPayment(
			tx,
			deps,
			{ receipt, amount, orderNo: null, state: 'review', confirmed: true },
			now,
		);
		if (id) await openReview(tx, { reason: 'REFERENCE_UNKNOWN', paymentId: id }, now);
	});
}

/** A callback brought this receipt for an order; the provider says that it was paid for something else. Told once. */
async function doubt(deps: RailsDeps, known: Known): Promise<void> {
	const reason = 'REFERENCE_DIFFERS';
	await deps.db.transaction(async (tx) => {
		const told = await tx
			.select({ id: reviews.id })
			.from(reviews)
			.where(and(eq(reviews.paymentId, known.id), eq(reviews.reason, reason)));
		if (told.length === 0) await openReview(tx, { reason, paymentId: known.id }, nowOf(deps));
	});
}
