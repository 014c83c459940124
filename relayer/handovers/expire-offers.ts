import { and, eq, lte } from 'drizzle-orm';
import { handovers } from '../models/handovers.ts';
import { lockOrder } from '../orders/move-order.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { notifySender } from './notify-sender.ts';
import { decideHandover } from './states.ts';

const atOnce = 100;

/**
 * Ends offers whose time is over, and notifies those who sent them. Any number of processes may do it side by side. Returns how
 * many it ended.
 */
export async function expireOffers({ db }: Pick<HandoverDeps, 'db'>, now: Date): Promise<number> {
	const isDue = and(eq(handovers.state, 'offered'), lte(handovers.expiresAt, now));
	const due = await db
		.select({ id: handovers.id, orderNo: handovers.orderNo })
		.from(handovers)
		.where(isDue)
		.orderBy(handovers.expiresAt)
		.limit(atOnce);
	let ended = 0;
	for (const { id, orderNo } of due)
		await db.transaction(async (tx) => {
			await lockOrder(tx, orderNo);
			const [row] = await tx.select().from(handovers).where(eq(handovers.id, id));
			const decided = decideHandover(row!, { do: 'expire' }, now);
			if (!('to' in decided)) return;
			await tx.update(handovers).set({ state: decided.to, endedAt: now }).where(eq(handovers.id, id));
			await notifySender(tx, row!, 'handover_expired', now);
			ended += 1;
		});
	return ended;
}
