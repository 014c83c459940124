import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { issuedPaths, issuedTickets, placeIn } from '#lib/checkout/mpesa/read-issued.ts';
import { passFaces } from '#lib/pass/pass-faces.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { PassesView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

type Visit = Parameters<PageServerLoad>[0];

/** An M-Pesa order's tickets as this visitor may show them. The order opens as its own page does. */
async function ticketsOf(visit: Visit) {
	const { reference } = visit.params;
	const order = await readOrder(reference, await orderToken(visit, reference));
	if (!order.chain) redirect(303, `/pay/${reference}`);
	const paths = issuedPaths(order);
	const [read, event] = await Promise.all([
		fromIndexer<OrderView>(paths.order),
		fromIndexer<EventView>(paths.event),
	]);
	const tickets = issuedTickets(order, { order: read, event }, null);
	if (tickets.length === 0) error(404, 'not found');
	return { order, tickets };
}

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { order, tickets } = await ticketsOf(visit);
	const href = `/pay/${order.reference}`;
	const faces = passFaces(tickets, order.eventNo, { href, again: `${href}/pass` });
	return { faces, eventName: order.eventName, phone: await knownPhone(visit) };
};

export const actions: Actions = {
	/** Certifies the browser's key. Who only holds the order's link also shows a code that was sent to its number. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { reference } = visit.params;
		const token = await orderToken(visit, reference);
		if (!token) error(404, 'not found');
		const { tickets } = await ticketsOf(visit as unknown as Visit);
		const text = (name: string): string => String(form.get(name) ?? '').trim();
		let passes: PassesView | null = null;
		const ask = async (): Promise<void> => {
			const relayer = await relayerForBuyer(visit, token, (await sessionToken(visit)) ?? null);
			const json = {
				tickets: tickets.map(({ id }) => placeIn(id)),
				deviceKey: text('device_key'),
				alone: form.has('alone'),
			};
			passes = await unwrap(
				relayer.v1.orders[':reference'].passes.$post({ param: { reference }, json }),
			).catch((failure) => {
				throw needsCode(failure, text('code') !== '');
			});
		};
		const fault = await askWithCode(visit, form, ask, 'pass');
		return fault ? fail(fault.status, { ...fault, phone: text('phone') }) : { passes };
	},
};

/** Before a code was shown, one is asked for. After one that was right, its number is none of the order's. */
const needsCode = (failure: unknown, showed: boolean): unknown =>
	!showed && failure instanceof PassaError && failure.code === 'PASS_NEEDS_PROOF'
		? new PassaError('PHONE_CODE_NEEDED', failure.message, { status: 403 })
		: failure;
