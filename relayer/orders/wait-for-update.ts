import { nowOf } from '#shared/clock.ts';
import type { OrderRow } from '../models/orders.ts';
import { versionOf } from './cart.ts';
import { type OrderAccess, orderToRead } from './order-by-token.ts';
import type { OrderDeps } from './order-deps.ts';

export type Waiting = { after: number | undefined; milliseconds: number; gone: AbortSignal };

/**
 * The order as soon as its version is above `after`, or unchanged when the time is over. Holds no database connection.
 * Throws OrderByTokenError.
 */
export async function waitForUpdate(
	deps: Pick<OrderDeps, 'db' | 'clock' | 'watch' | 'contactTokens'>,
	reference: string,
	token: string | null,
	{ after, milliseconds, gone }: Waiting,
): Promise<{ order: OrderRow } & OrderAccess> {
	const until = nowOf(deps).getTime() + milliseconds;
	// Before the first read: an update in between is not missed.
	const subscription = deps.watch.subscribe(reference, gone);
	try {
		for (;;) {
			const opened = await orderToRead(deps, reference, token);
			const { order } = opened;
			const left = until - nowOf(deps).getTime();
			const isNew = after === undefined || (await versionOf(deps.db, order)) > after;
			if (isNew || left <= 0 || gone.aborted || deps.watch.closed) return opened;
			await subscription.next(left);
		}
	} finally {
		subscription.end();
	}
}
