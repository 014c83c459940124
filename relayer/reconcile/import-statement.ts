import { and, eq, inArray } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { hex } from '#shared/hex.ts';
import { formatKes } from '#shared/money.ts';
import { plainly } from '#shared/service/problems.server.ts';
import { closeAlerts } from '../cases/open-alert.ts';
import { openCase } from '../cases/open-case.ts';
import { orders } from '../models/orders.ts';
import { observations, payments, reviews } from '../models/payments.ts';
import { firstNo } from '../orders/cart.ts';
import { referenceOf } from '../orders/reference.ts';
import { recordPayment } from './apply-payments.ts';
import { flagRow } from './flag-row.ts';
import { recordObservation } from './observations.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { reconcileOrder } from './reconcile-order.ts';
import type { StatementPayment } from './statement.ts';

const chunk = 200;
const atOnce = 4;
const reason = 'PULL_ROW_FAILED';

type Known = { id: string; orderNo: bigint | null; isConfirmed: boolean };
type Row = { payment: StatementPayment; orderNo: bigint | null; known: Known | undefined };

type Failed = { row: Row; error: Error };

/**
 * Imports the payments of a statement: each is recorded with its order, or opens a case. Importing is idempotent. A row
 * that fails opens a case too, is retried while the statement lists it, and blocks no other row.
 */
export async function importStatement(deps: ReconcileDeps, payment: StatementPayment[]): Promise<void> {
	for (let i = 0; i < payment.length; i += chunk) {
		const rows = await lookUp(deps, payment.slice(i, i + chunk));
		const failed = await importEach(deps, rows.filter(isNew));
		// Another transaction may have been in its way.
		const failing = await importEach(
			deps,
			failed.map(({ row }) => row),
		);
		for (const each of failing) await flagFailed(deps, each);
		const failedRows = new Set(failing.map(({ row }) => row));
		const imported = rows.filter((row) => !failedRows.has(row)).map((row) => subjectOf(deps, row));
		await closeAlerts(deps.db, reason, imported, 'It was recorded after all.', nowOf(deps));
	}
}

async function importEach(deps: ReconcileDeps, rows: Row[]): Promise<Failed[]> {
	const failed: Failed[] = [];
	const groups = byOrder(rows);
	for (let i = 0; i < groups.length; i += atOnce) {
		const some = groups.slice(i, i + atOnce);
		failed.push(...(await Promise.all(some.map((group) => importGroup(deps, group)))).flat());
	}
	return failed;
}

/** Rows of one order together; a row without an order stands alone. */
function byOrder(rows: Row[]): Row[][] {
	const groups = new Map<bigint | Row, Row[]>();
	for (const row of rows) groups.set(row.orderNo ?? row, [...(groups.get(row.orderNo ?? row) ?? []), row]);
	return [...groups.values()];
}

/** Throws if the failure cannot be recorded either. Then the statement does not count as read. */
async function flagFailed(deps: ReconcileDeps, { row, error }: Failed): Promise<void> {
	deps.log.error(plainly(error), 'a payment of the statement could not be recorded');
	deps.between?.('row not imported');
	const { receipt, amount } = row.payment;
	const facts = {
		error: plainly(error).code ?? 'OTHER',
		...(row.orderNo === null ? {} : { order: referenceOf(row.payment) }),
	};
	await flagRow(deps, { reason, subject: subjectOf(deps, row), facts, receipt, amount, body: bodyOf(row) });
}

const subjectOf = ({ seal, rail }: ReconcileDeps, { payment }: Row): string =>
	`${rail.provider} ${hex(seal.keyOf('receipt', payment.receipt))}`;
const bodyOf = ({ payment }: Pick<Row, 'payment'>) => ({ ...payment, amount: formatKes(payment.amount) });

async function lookUp({ db, seal, rail }: ReconcileDeps, payment: StatementPayment[]): Promise<Row[]> {
	const keys = payment.map((each) => seal.keyOf('receipt', each.receipt));
	const [paid, named] = await Promise.all([
		db
			.select()
			.from(payments)
			.where(
				and(eq(payments.provider, rail.provider), inArray(payments.receiptKey, keys), eq(payments.part, 0)),
			),
		db
			.select({ no: firstNo, reference: orders.reference })
			.from(orders)
			.where(and(eq(orders.provider, rail.provider), inArray(orders.reference, payment.map(referenceOf)))),
	]);
	const byKey = new Map(
		paid.map(({ id, receiptKey, orderNo, confirmedAt }) => [
			hex(receiptKey),
			{ id, orderNo, isConfirmed: confirmedAt !== null },
		]),
	);
	const byReference = new Map(named.map((each) => [each.reference, each.no]));
	return payment.map((each, i) => ({
		payment: each,
		orderNo: byReference.get(referenceOf(each)) ?? null,
		known: byKey.get(hex(keys[i]!)),
	}));
}

const isNew = ({ known, orderNo }: Row): boolean =>
	!known || (known.orderNo !== null && (!known.isConfirmed || known.orderNo !== orderNo));

/**
 * Records an order's rows before the order is reconciled once. So the order in which they are listed does not decide
 * which of its payments buys.
 */
async function importGroup(deps: ReconcileDeps, rows: Row[]): Promise<Failed[]> {
	const failed: Failed[] = [];
	const recorded: Row[] = [];
	for (const row of rows) {
		try {
			await importRow(deps, row);
			recorded.push(row);
		} catch (error) {
			failed.push({ row, error: error as Error });
		}
	}
	const orderNo = rows[0]!.orderNo;
	if (orderNo === null || recorded.length === 0) return failed;
	try {
		await reconcileOrder(deps, orderNo);
	} catch (error) {
		failed.push(...recorded.map((row) => ({ row, error: error as Error })));
	}
	return failed;
}

async function importRow(deps: ReconcileDeps, { orderNo, known, payment }: Row): Promise<void> {
	if (orderNo !== null) await recordRow(deps, payment, orderNo);
	else await (known ? flagOtherReference(deps, known) : recordUnknownReference(deps, payment));
}

async function recordRow(
	deps: ReconcileDeps,
	payment: StatementPayment,
	orderNo: bigint | null,
): Promise<void> {
	const { db, seal, rail } = deps;
	const same = and(
		eq(observations.provider, rail.provider),
		eq(observations.kind, 'statement'),
		eq(observations.receiptKey, seal.keyOf('receipt', payment.receipt)),
	);
	await db.transaction(async (tx) => {
		const [known] = await tx.select({ id: observations.id }).from(observations).where(same).limit(1);
		if (known) return;
		await recordObservation(tx, seal, {
			provider: rail.provider,
			kind: 'statement',
			pushId: null,
			orderNo,
			code: null,
			amount: payment.amount,
			message: { body: bodyOf({ payment: payment }), receipt: payment.receipt },
			at: nowOf(deps),
		});
	});
	deps.between?.('row stored');
}

/** A payment that names no order of ours: its payer typed another reference. */
async function recordUnknownReference(deps: ReconcileDeps, payment: StatementPayment): Promise<void> {
	const now = nowOf(deps);
	await recordRow(deps, payment, null);
	const { receipt, amount } = payment;
	await deps.db.transaction(async (tx) => {
		const id = await recordPayment(
			tx,
			deps,
			{ receipt, amount, orderNo: null, state: 'review', confirmed: true },
			now,
		);
		if (id) await openCase(tx, { reason: 'REFERENCE_UNKNOWN', paymentId: id }, now);
	});
}

/** A callback named this receipt for an order, and the statement lists it under another reference. Opens one case. */
async function flagOtherReference(deps: ReconcileDeps, known: Known): Promise<void> {
	const reason = 'REFERENCE_DIFFERS';
	await deps.db.transaction(async (tx) => {
		const flagged = await tx
			.select({ id: reviews.id })
			.from(reviews)
			.where(and(eq(reviews.paymentId, known.id), eq(reviews.reason, reason)));
		if (flagged.length === 0) await openCase(tx, { reason, paymentId: known.id }, nowOf(deps));
	});
}
