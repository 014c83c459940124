import { eq } from 'drizzle-orm';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockRefund } from '../payments/lock-refund.ts';
import { flagMessage } from '../reconcile/flag-message.ts';
import type { UnreadableOf } from './inbox.ts';
import type { RailsDeps } from './rails-deps.ts';

/** Records a message that nobody can read with the order that its address names, and opens a case. It moves nothing. */
export async function recordUnreadable(deps: RailsDeps, of: UnreadableOf, body: string): Promise<void> {
	await deps.db.transaction(async (tx) => {
		const orderNo = await orderOf(tx, of);
		const pushId = of.kind === 'callback' ? of.pushId : null;
		await flagMessage(tx, deps, { kind: of.kind, pushId, orderNo, body });
	});
	deps.step?.('message stored');
}

async function orderOf(tx: Transaction, of: UnreadableOf): Promise<bigint | null> {
	switch (of.kind) {
		case 'callback': {
			const [push] = await tx.select({ no: pushes.orderNo }).from(pushes).where(eq(pushes.id, of.pushId));
			return push?.no ?? null;
		}
		case 'refund':
			return (await lockRefund(tx, of.refundId))?.payment.orderNo ?? null;
		case 'notice':
			return null;
		default:
			return of satisfies never;
	}
}
