import { eq, inArray } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import { openCase, reviewOrder } from '../cases/open-case.ts';
import { batchItems, withdrawals } from '../models/batches.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { itemsOf } from './batch-conditions.ts';
import type { Item, LandedBatch } from './find-landed.ts';
import type { BatchKey } from './settle-deps.ts';

/** Whether a payload is the bound one: the same orders at the same positions. */
export const isSame = (landed: (Item | null)[], bound: Item[]): boolean =>
	landed.length === bound.length &&
	landed.every((item, i) => item !== null && textOf(item) === textOf(bound[i]!));

const textOf = ({ owner, tier, qty, evidence }: Item): string => `${owner} ${tier} ${qty} ${hex(evidence)}`;

/**
 * The chain shows another payload under a batch's number, so ours will never land. Another batch may have served its
 * orders. Each becomes a case, keeps its seats and USDC, and may be bound again.
 */
export async function abandonConflictingBatch(
	tx: Transaction,
	batch: BatchKey,
	{ txHash }: LandedBatch,
	now: Date,
): Promise<number> {
	const items = await tx.delete(batchItems).where(itemsOf(batch)).returning({ no: batchItems.orderNo });
	const facts = { batch: `${batch.event} ${batch.lane} ${batch.seq}`, txHash };
	for (const { no } of items.sort((a, b) => (a.no < b.no ? -1 : 1))) {
		const [order] = await tx.select().from(orders).where(eq(orders.no, no)).for('update');
		if (order?.state === 'issuing') await reviewOrder(tx, order, { reason: 'LANDED_OTHER', facts }, now);
		else await openCase(tx, { reason: 'LANDED_OTHER', orderNo: no, facts }, now);
	}
	const numbers = items.map(({ no }) => no);
	await tx.delete(withdrawals).where(inArray(withdrawals.orderNo, numbers));
	return items.length;
}
