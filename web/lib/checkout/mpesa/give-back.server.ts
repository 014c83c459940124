import { type ActionFailure, error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import type { Fault } from '#lib/text/failure.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderView, OwnRequest, RefundOffer } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { readWords } from '#shared/text.ts';
import { orderToken } from './order-access.server.ts';

type Ordered = RequestEvent & { params: { reference: string } };

/** What can be given back of an order; null for who only reads it, before there are tickets, and while the network does not answer. */
export async function refundOfferOf(event: RequestEvent, order: OrderView): Promise<RefundOffer | null> {
	if (!order.chain || order.access !== 'holder') return null;
	const { reference } = order;
	const { v1 } = relayerFor({ token: await orderToken(event, reference) });
	return unwrap(v1.orders[':reference'].refunds.$get({ param: { reference } })).catch(() => null);
}

/** Gives the form's tickets back. */
export const giveBack = (event: Ordered) =>
	ask(event, (form) => ({ tickets: form.getAll('ticket').map(Number), takesPart: false }));

/** Takes a part of what a cancelled event cannot pay whole. */
export const takePart = (event: Ordered) => ask(event, () => ({ takesPart: true }));

/** What its holder asked the organizer for; null where nothing was asked, and as above. */
export async function requestOf(event: RequestEvent, order: OrderView): Promise<OwnRequest | null> {
	if (!order.chain || order.access !== 'holder') return null;
	const { reference } = order;
	const { v1 } = relayerFor({ token: await orderToken(event, reference) });
	const read = unwrap(v1.orders[':reference']['refund-request'].$get({ param: { reference } }));
	return read.then(({ request }) => request).catch(() => null);
}

/** Asks the organizer for the money of the form's tickets, after the date. */
export const askOrganizer = (event: Ordered) =>
	change(event, async (client, param, form) => {
		const tickets = form.getAll('ticket').map(Number);
		const note = readWords(String(form.get('note') ?? ''), { most: 500, lines: true }).text;
		await unwrap(client['refund-request'].$post({ param, json: { tickets, note } }));
	});

/** Asks no more. */
export const askNoMore = (event: Ordered) =>
	change(event, async (client, param) => {
		await unwrap(client['refund-request'].$delete({ param }));
	});

const ask = (event: Ordered, wanted: (form: FormData) => { tickets?: number[]; takesPart: boolean }) =>
	change(event, async (client, param, form) => {
		await unwrap(client.refunds.$post({ param, json: wanted(form) }));
	});

type Client = ReturnType<typeof relayerFor>['v1']['orders'][':reference'];

async function change(
	event: Ordered,
	work: (client: Client, param: { reference: string }, form: FormData) => Promise<void>,
): Promise<ActionFailure<{ refundFault: Fault }>> {
	const { reference } = event.params;
	const form = await formOf(event.request);
	const token = await orderToken(event, reference);
	if (!token) error(404, 'not found');
	try {
		await work(relayerFor({ token }).v1.orders[':reference'], { reference }, form);
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		const { status, code, message } = failure;
		return fail(status, { refundFault: { code, message } });
	}
	redirect(303, `/pay/${reference}`);
}
