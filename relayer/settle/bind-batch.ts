import { and, asc, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { reviewOrder } from '../cases/open-case.ts';
import { batches, batchItems } from '../models/batches.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { notifyOrders } from '../orders/notify-order.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { isOpen } from './batch-conditions.ts';
import type { LaneState } from './lane-state.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

const mostItems = 50;

/** An event with paid orders and no open batch of this lane, and none of `but`: the one whose order waits longest. */
export async function waitingEvent(db: Database, lane: number, but: string[] = []): Promise<string | null> {
	const busy = db
		.select({ event: batches.event })
		.from(batches)
		.where(and(eq(batches.lane, lane), isOpen));
	const [found] = await db
		.select({ event: orders.event })
		.from(orders)
		.where(
			and(
				eq(orders.state, 'paid'),
				isNull(orders.listing),
				notInArray(orders.event, busy),
				notInArray(orders.event, but),
			),
		)
		.orderBy(asc(orders.no))
		.limit(1);
	return found?.event ?? null;
}

/**
 * Binds paid orders to the next number of a lane. From then on they are one payload, which is sent until it lands. Null
 * if other lanes have bound all of them, or the number is bound already.
 */
export async function bindBatch(
	deps: Pick<SettleDeps, 'db' | 'seal' | 'clock'>,
	event: string,
	lane: number,
	chain: LaneState,
): Promise<BatchRow | null> {
	const { db, seal } = deps;
	return db.transaction(async (tx) => {
		const now = nowOf(deps);
		const taken = await tx
			.select()
			.from(orders)
			.where(and(eq(orders.event, event), eq(orders.state, 'paid'), isNull(orders.listing)))
			.orderBy(asc(orders.no))
			.limit(mostItems)
			.for('update', { skipLocked: true });
		const paid = await withEvidence(tx, seal, taken, now);
		if (paid.length === 0) return null;
		const key = { event, lane, seq: chain.seq + 1 };
		const [batch] = await tx
			.insert(batches)
			.values({ ...key, state: 'bound', attempts: 0, sinceLedger: chain.ledger, boundAt: now })
			.onConflictDoNothing()
			.returning();
		if (!batch) return null;
		await tx.insert(batchItems).values(
			paid.map(({ order, evidence }, index) => ({
				...key,
				index,
				orderNo: order.no,
				owner: order.owner,
				tier: order.tier,
				qty: order.qty,
				evidence,
				splitsVersion: order.splitsVersion,
				termsVersion: order.termsVersion,
			})),
		);
		const moved = await tx
			.update(orders)
			.set({ state: 'issuing', version: sql`${orders.version} + 1`, changedAt: now })
			.where(
				inArray(
					orders.no,
					paid.map(({ order }) => order.no),
				),
			)
			.returning({ reference: orders.reference });
		await notifyOrders(tx, moved);
		return batch;
	});
}

type Paid = { order: OrderRow; evidence: Uint8Array };

/** Adds the evidence of each order's receipt. An order without a receipt is not settled; it becomes a case. */
async function withEvidence(
	tx: Transaction,
	seal: RelayerSeal,
	taken: OrderRow[],
	now: Date,
): Promise<Paid[]> {
	if (taken.length === 0) return [];
	const numbers = taken.map((order) => order.no);
	const applied = await tx
		.select()
		.from(payments)
		.where(and(inArray(payments.orderNo, numbers), eq(payments.state, 'applied')));
	const byOrder = new Map(applied.map((payment) => [payment.orderNo, payment]));
	const bound = await tx.select().from(batchItems).where(inArray(batchItems.orderNo, numbers));
	const paid: Paid[] = [];
	for (const order of taken) {
		// The order landed in a batch before, and a person sent it here again. A second batch would issue a second ticket.
		const before = bound.find(({ orderNo }) => orderNo === order.no);
		if (before) {
			const facts = { batch: `${before.event} ${before.lane} ${before.seq}` };
			await reviewOrder(tx, order, { reason: 'BOUND_BEFORE', facts }, now);
			continue;
		}
		const evidence = evidenceOf(seal, byOrder.get(order.no));
		if (evidence) paid.push({ order, evidence });
		else await reviewOrder(tx, order, { reason: 'RECEIPT_MISSING' }, now);
	}
	return paid;
}

/** Null if there is no receipt, or our key does not open it. One such order must not stop the others. */
function evidenceOf(seal: RelayerSeal, payment?: typeof payments.$inferSelect): Uint8Array | null {
	if (!payment?.receiptSealed) return null;
	try {
		return seal.evidenceOf(payment.provider, seal.open(payment.receiptSealed));
	} catch {
		return null;
	}
}
