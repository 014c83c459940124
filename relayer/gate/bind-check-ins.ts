import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull, lte } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { checkIns } from '../models/check-ins.ts';
import { gateEntries } from '../models/entries.ts';
import type { GateDeps } from './gate-deps.ts';

/** Later than an entry can be undone. Milliseconds. */
const after = 90_000;
/** Tickets in one call: far under the network's limits, also if each is of another order. */
const most = 25;

/**
 * Puts entries that can be undone no more into calls, each entry into one. Any number of processes do it side by side.
 * Returns how many calls it made.
 */
export async function bindCheckIns(deps: Pick<GateDeps, 'db' | 'clock'>): Promise<number> {
	const { db } = deps;
	const now = nowOf(deps);
	const isDue = and(
		isNull(gateEntries.checkIn),
		lte(gateEntries.recordedAt, new Date(now.getTime() - after)),
	);
	const found = await db.selectDistinct({ event: gateEntries.event }).from(gateEntries).where(isDue);
	let made = 0;
	for (const { event } of found)
		made += await db.transaction(async (tx) => {
			const rows = await tx
				.select()
				.from(gateEntries)
				.where(and(isDue, eq(gateEntries.event, event)))
				.orderBy(asc(gateEntries.recordedAt))
				.limit(most)
				.for('update', { skipLocked: true });
			if (rows.length === 0) return 0;
			const masks = new Map<bigint, number>();
			for (const { chainOrder, index } of rows)
				masks.set(chainOrder, (masks.get(chainOrder) ?? 0) | (1 << index));
			const orders = [...masks].map(([order, mask]): [string, number] => [String(order), mask]);
			const id = randomUUID();
			await tx.insert(checkIns).values({ id, event, orders, state: 'due', wakeAt: now, createdAt: now });
			for (const { chainOrder, index } of rows)
				await tx
					.update(gateEntries)
					.set({ checkIn: id })
					.where(
						and(
							eq(gateEntries.event, event),
							eq(gateEntries.chainOrder, chainOrder),
							eq(gateEntries.index, index),
						),
					);
			return 1;
		});
	return made;
}
