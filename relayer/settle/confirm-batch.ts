import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { CaseFacts } from '../case-facts.ts';
import { openCase } from '../cases/open-case.ts';
import { batches, batchItems, withdrawals } from '../models/batches.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockTiers } from '../orders/cart.ts';
import { refundPayment } from '../payments/finish-refund.ts';
import { abandonConflictingBatch, isSame } from './abandon-conflicting-batch.ts';
import { closeStuckAlert } from './alert-stuck.ts';
import { isBatch, itemsOf } from './batch-conditions.ts';
import type { LandedBatch } from './find-landed.ts';
import { type Issue, issueOrders } from './issue-orders.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

type BatchItem = typeof batchItems.$inferSelect;

/**
 * Confirms a landed batch in one transaction, once: issues its orders or refunds their money, and posts both. A second
 * worker changes nothing.
 */
export async function confirmBatch(deps: SettleDeps, batch: BatchRow, landed: LandedBatch): Promise<void> {
	const { db, log } = deps;
	const { event, lane, seq } = batch;
	const { items, ...how } = landed;
	await db.transaction(async (tx) => {
		const now = nowOf(deps);
		const [first] = await tx
			.update(batches)
			.set({ state: 'landed', ...how, error: null, wakeAt: null, landedAt: now })
			.where(and(isBatch(batch), ne(batches.state, 'landed')))
			.returning({ seq: batches.seq });
		if (!first) return;
		await closeStuckAlert(tx, batch, 'Its number is on chain.', now);
		const bound = await tx.select().from(batchItems).where(itemsOf(batch)).orderBy(asc(batchItems.index));
		if (items && !isSame(items, bound)) {
			const orders = await abandonConflictingBatch(tx, batch, landed, now);
			log.error({ event, lane, seq, txHash: how.txHash, orders }, 'another payload has a batch’s number');
			return;
		}
		const [all, strays] = await readIssues(tx, bound);
		const isServed = ({ index }: Issue): boolean => ((landed.served >> BigInt(index)) & 1n) === 1n;
		const [served, unserved] = [all.filter(isServed), all.filter((issue) => !isServed(issue))];
		await lockTiers(
			tx,
			all.map(({ order }) => order),
		);
		await issueOrders(tx, batch, landed, served, now);
		for (const { payment } of unserved) await refundPayment(tx, payment, 'NOT_SERVED', now);
		// No other code moves an order that is being issued. If it was moved anyway, a case shows what the chain did.
		const facts = {
			batch: `${event} ${lane} ${seq}`,
			served: landed.served.toString(),
			txHash: landed.txHash,
		};
		for (const { no } of strays) await openCase(tx, { reason: 'LANDED_ASTRAY', orderNo: no, facts }, now);
		await closeWithdrawals(tx, bound, facts, now);
		const { txHash, ledger } = landed;
		log.info(
			{ event, lane, seq, ledger, txHash, issued: served.length, unserved: unserved.length },
			'batch settled',
		);
	});
}

/** A person wanted to take these orders out of the batch, and it landed first: a case says so. */
async function closeWithdrawals(
	tx: Transaction,
	items: BatchItem[],
	facts: CaseFacts,
	now: Date,
): Promise<void> {
	const numbers = items.map(({ orderNo }) => orderNo);
	const asked = await tx
		.delete(withdrawals)
		.where(inArray(withdrawals.orderNo, numbers))
		.returning({ no: withdrawals.orderNo });
	for (const { no } of asked) await openCase(tx, { reason: 'LANDED_ANYWAY', orderNo: no, facts }, now);
}

/** A batch's orders, locked, with their payments; and those that were moved since they were bound. */
async function readIssues(tx: Transaction, items: BatchItem[]): Promise<[Issue[], OrderRow[]]> {
	const numbers = items.map((item) => item.orderNo);
	const locked = await tx
		.select()
		.from(orders)
		.where(inArray(orders.no, numbers))
		.orderBy(asc(orders.no))
		.for('update');
	const applied = await tx
		.select()
		.from(payments)
		.where(and(inArray(payments.orderNo, numbers), eq(payments.state, 'applied')))
		.orderBy(asc(payments.id))
		.for('update');
	const [issues, strays]: [Issue[], OrderRow[]] = [[], []];
	for (const { index, orderNo } of items) {
		const order = locked.find(({ no }) => no === orderNo)!;
		const payment = applied.find((each) => each.orderNo === orderNo);
		if (payment && order.state === 'issuing') issues.push({ index, order, payment });
		else strays.push(order);
	}
	return [issues, strays];
}
