import { error } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { methodCookie } from '#lib/checkout/method.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt, wholeIn } from '#lib/server/order-at.server.ts';
import type { TicketActionKind } from '#lib/tickets/allowed-actions.ts';
import { walletKind } from '#lib/tickets/wallet-kind.ts';
import type { PageServerLoad } from './$types';

const kinds: TicketActionKind[] = ['send', 'sell', 'unlist', 'refund'];

/**
 * One ticket of an order, and what its holder wants to do with it (`do`). `ledger` holds what was done: the indexer waits
 * briefly for it. `tx`: the transaction that did it.
 */
export const load: PageServerLoad = async ({ params, url, cookies }) => {
	const ledger = wholeIn(url, 'ledger');
	const hash = url.searchParams.get('tx') ?? '';
	const order = await orderAt(params.id, wholeIn(url, 'event'), ledger);
	const ticket = order.tickets.find(({ index }) => String(index + 1) === params.number);
	const action = kinds.find((each) => each === url.searchParams.get('do'));
	if (!ticket || !action) error(404, 'not found');
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`);
	const done = ledger !== null && /^[0-9a-f]{64}$/.test(hash) ? { ledger, hash } : null;
	return { order, event, ticket, action, done, kind: walletKind(cookies.get(methodCookie.name)) };
};
