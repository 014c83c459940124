import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { issuedPaths, issuedTickets } from '#lib/checkout/mpesa/read-issued.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { PassaError } from '#shared/errors.ts';
import { passFaces } from './pass-faces.ts';

/** An M-Pesa order's tickets as this visitor may show them. The order opens as its own page does. */
export async function mpesaTickets(visit: RequestEvent, reference: string) {
	const order = await readOrder(reference, await orderToken(visit, reference));
	if (!order.chain) redirect(303, `/pay/${reference}`);
	const paths = issuedPaths(order);
	const [read, event] = await Promise.all([
		fromIndexer<OrderView>(paths.order),
		fromIndexer<EventView>(paths.event),
	]);
	const tickets = issuedTickets(order, { order: read, event }, null);
	if (tickets.length === 0) error(404, 'not found');
	const href = `/pay/${order.reference}`;
	return { order, faces: passFaces(tickets, order.eventNo, { href, again: `${href}/pass` }) };
}

/** Before a code was shown, one is asked for. After one that was right, its number is none of the order's. */
export const needsCode = (failure: unknown, showed: boolean): unknown =>
	!showed && failure instanceof PassaError && failure.code === 'PASS_NEEDS_PROOF'
		? new PassaError('PHONE_CODE_NEEDED', failure.message, { status: 403 })
		: failure;
