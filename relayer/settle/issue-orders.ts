import { and, eq, sql } from 'drizzle-orm';
import { settledOrderId } from '#shared/chain/state/ids.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import { notifyOrders } from '../orders/notify-order.ts';
import { issued, postAll } from '../payments/journal.ts';
import { consumeUsdc } from '../treasury/usdc.ts';
import type { LandedBatch } from './find-landed.ts';
import type { BatchKey } from './settle-deps.ts';

export type Issue = { index: number; order: OrderRow; payment: typeof payments.$inferSelect };

/**
 * Moves all served orders of a batch to `issued`, as `moveOrder` would, in a few statements for any number of them. The
 * orders are `issuing`; they and their tiers are locked.
 */
export async function issueOrders(
	tx: Transaction,
	batch: BatchKey,
	{ txHash, ledger }: LandedBatch,
	served: Issue[],
	now: Date,
): Promise<void> {
	if (served.length === 0) return;
	await postAll(
		tx,
		served.map(({ order, payment }) => ({
			entry: { kind: 'issued' as const, subject: payment.id, orderNo: order.no, at: now },
			lines: issued(payment.amount, order.amountUsdc, order.amountKes),
		})),
	);
	const ids = sql.join(
		served.map(
			({ index, order }) =>
				sql`(${order.no}::bigint, ${settledOrderId(batch.lane, batch.seq, index)}::bigint)`,
		),
		sql`, `,
	);
	await tx.execute(sql`
		UPDATE ${orders} SET state = 'issued', reason = NULL, chain_order = n.id, tx_hash = ${txHash}, ledger = ${ledger},
			holding = false, reserved = false, version = version + 1, changed_at = ${now}
		FROM (VALUES ${ids}) AS n (no, id) WHERE ${orders.no} = n.no`);
	const numbers = served.map(({ order }) => order.no);
	await enqueueNotices(tx, { kind: 'issued', orders: numbers, subject: '' }, now);
	await notifyOrders(
		tx,
		served.map(({ order }) => order),
	);
	await sellAll(tx, batch.event, served);
	// The treasury's row last: every order of every event waits for it.
	const sum = (of: Issue[]): bigint => of.reduce((total, { order }) => total + order.amountUsdc, 0n);
	const [promised, unpromised] = [true, false].map((is) =>
		served.filter(({ order }) => order.reserved === is),
	);
	await consumeUsdc(tx, sum(promised!), ledger, true);
	if (unpromised!.length > 0) await consumeUsdc(tx, sum(unpromised!), ledger, false);
}

async function sellAll(tx: Transaction, event: string, served: Issue[]): Promise<void> {
	const seats = (of: Issue[]): number => of.reduce((total, { order }) => total + order.qty, 0);
	for (const [tier, sold] of Map.groupBy(served, ({ order }) => order.tier)) {
		const held = seats(sold.filter(({ order }) => order.holding));
		await tx
			.update(tiers)
			.set({ sold: sql`${tiers.sold} + ${seats(sold)}`, held: sql`${tiers.held} - ${held}` })
			.where(and(eq(tiers.event, event), eq(tiers.tier, tier)));
	}
}
