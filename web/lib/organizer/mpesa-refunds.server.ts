import type { RequestEvent } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import type { RefundProgress } from '#relayer/client.ts';
import { actingFor } from '../server/acting.server.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { eventToken } from '../server/session.server.ts';
import { unwrap } from '../unwrap.ts';

/**
 * How far the shillings of a cancelled event's M-Pesa orders are; null for members who may not read orders, and while the
 * relayer does not answer.
 */
export async function mpesaRefunds(
	request: RequestEvent,
	{ address, cancelledAt }: Pick<EventView, 'address' | 'cancelledAt'>,
): Promise<RefundProgress | null> {
	const acting = actingFor(request);
	if (cancelledAt === null || !acting.may.includes('orders.read')) return null;
	try {
		const relayer = relayerFor({ token: await eventToken(request, acting.account, address) });
		return await unwrap(relayer.v1.events[':event'].refunds.$get({ param: { event: address } }));
	} catch {
		return null;
	}
}
