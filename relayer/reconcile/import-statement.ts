import { and, eq, inArray } from 'drizzle-orm';
import { formatKes } from '#shared/money.ts';
import { plainly } from '#shared/service/problems.server.ts';
import { orders } from '../models/orders.ts';
import { observations, payments, reviews } from '../models/payments.ts';
import { closeNotices } from '../cases/open-alert.ts';
import { openReview } from '../cases/open-case.ts';
import { nowOf, provider, type RailsDeps } from '../rails/deps.ts';
import { judge } from './reconcile-order.ts';
import { hex } from './load-facts.ts';
import type { PulledTransaction } from '../rails/mpesa/statement.ts';
import { storeObservation } from './observations.ts';
import { recordPayment } from './apply-payments.ts';
import { tellRow } from './flag-row.ts';

const chunk = 200;
const atOnce = 4;
const reason = 'PULL_ROW_FAILED';

type Known = { id: string; orderNo: bigint | null; isConfirmed: boolean };
type Row = { pulled: PulledTransaction; orderNo: bigint | null; known: Known | undefined };

type Failed = { row: Row; error: Error };

/**
 * Each payment that the provider lists ends recorded: with its order, or before a person. Taken again, it is known. One
 * that cannot be recorded is before a person too, and is tried again while Pull lists it: it holds up no other.
 */
export async function takeRows(deps: RailsDeps, pulled: PulledTransaction[]): Promise<void> {
	for (let i = 0; i < pulled.length; i += chunk) {
		const rows = await lookUp(deps, pulled.slice(i, i + chunk));
		const failed = await takeEach(deps, rows.filter(isNews));
		// Somebody else may have been in its way.
		const failing = await takeEach(
			deps,
			failed.map(({ row }) => row),
		);
		for (const each of failing) await tellFailed(deps, each);
		const notTaken = new Set(failing.map(({ row }) => row));
		const taken = rows.filter((row) => !notTaken.has(row)).map((row) => subjectOf(deps, row));
		await closeNotices(deps.db, reason, taken, 'It was recorded after all.', nowOf(deps));
	}
}

async function takeEach(deps: RailsDeps, rows: Row[]): Promise<Failed[]> {
	const failed: Failed[] = [];
	for (let i = 0; i < rows.length; i += atOnce) {
		const some = rows.slice(i, i + atOnce);
		const ended = await Promise.allSettled(some.map((row) => take(deps, row)));
		for (const [j, each] of ended.entries())
			if (each.status === 'rejected') failed.push({ row: some[j]!, error: each.reason });
	}
	return failed;
}

/** Throws where not even this can be written down: then the list does not count as read. */
async function tellFailed(deps: RailsDeps, { row, error }: Failed): Promise<void> {
	deps.log.error(plainly(error), 'a payment that Pull shows could not be recorded');
	deps.step?.('row not taken');
	const { receipt, amount } = row.pulled;
	const facts = {
		error: plainly(error).code ?? 'OTHER',
		...(row.orderNo === null ? {} : { order: referenceOf(row.pulled) }),
	};
	await tellRow(deps, { reason, subject: subjectOf(deps, row), facts, receipt, amount, body: bodyOf(row) });
}

const subjectOf = ({ seal }: RailsDeps, { pulled }: Row): string =>
	hex(seal.keyOf('receipt', pulled.receipt));
const bodyOf = ({ pulled }: Pick<Row, 'pulled'>) => ({ ...pulled, amount: formatKes(pulled.amount) });

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

/** People who type it may add spaces, or write it small; a database takes no NUL. */
export const referenceOf = ({ reference }: { reference: string }): string =>
	reference.replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, '').toUpperCase();

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
			told: { body: bodyOf({ pulled }), receipt: pulled.receipt },
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
