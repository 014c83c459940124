import { error } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { methodCookie } from '#lib/checkout/method.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt } from '#lib/server/order-at.server.ts';
import { walletKind } from '#lib/tickets/wallet-kind.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { PageServerLoad } from './$types';

/** A ticket that its holder offers. `price` is null where it is not for sale, or no longer. */
export const load: PageServerLoad = async ({ params, cookies, setHeaders }) => {
	// A page that is shown again must not name an old price.
	setHeaders({ 'cache-control': 'no-store' });
	if (!/^\d{1,20}$/.test(params.ticket)) error(404, 'not found');
	const { order: orderId, index } = orderOf(BigInt(params.ticket));
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`);
	const order = await orderAt(String(orderId), event.no, null);
	const ticket = order.tickets.find((each) => each.index === index);
	if (!ticket) error(404, 'not found');
	const open = event.cancelledAt === null && Date.now() < Date.parse(event.policy.freezeAt);
	const price = ticket.state === 'valid' && open ? ticket.price : null;
	const kind = walletKind(cookies.get(methodCookie.name));
	return { event, orderId: order.id, tier: order.tier, tierName: order.tierName, ticket, price, kind };
};
