import { type ActionFailure, error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { orderToken } from '#lib/checkout/mpesa/order-access.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderTickets, OrderView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { TicketFault } from './ticket-fault.ts';

/** Where an order's tickets are; null before there are any, and while the network does not answer. */
export async function ticketsOf(event: RequestEvent, order: OrderView): Promise<OrderTickets | null> {
	if (!order.chain) return null;
	const { reference } = order;
	const { v1 } = relayerFor({ token: await orderToken(event, reference) });
	return unwrap(v1.orders[':reference'].tickets.$get({ param: { reference } })).catch(() => null);
}

type Failed = ActionFailure<{ ticketFault: TicketFault }>;
type Tried = { of: TicketFault['of']; ticket: number | null; to: string };

/** Sends a ticket to the phone or address that the form names. */
export const sendTicket = (event: Ordered): Promise<Failed> =>
	act(event, async (form, reference, { v1 }, tried) => {
		tried.of = 'send';
		const json = { ticket: Number(form.get('ticket')), to: tried.to, language: messageLanguage() };
		await unwrap(v1.orders[':reference'].handovers.$post({ param: { reference }, json }));
	});

/** Takes back a ticket that nobody has taken. */
export const takeBack = (event: Ordered): Promise<Failed> =>
	act(event, async (form, reference, { v1 }) => {
		const param = { reference, id: String(form.get('id')) };
		await unwrap(v1.orders[':reference'].handovers[':id'].cancel.$post({ param }));
	});

/** Gives the form's tickets to the wallet that it names. */
export const moveToWallet = (event: Ordered): Promise<Failed> =>
	act(event, async (form, reference, { v1 }, tried) => {
		tried.of = 'wallet';
		const json = { tickets: form.getAll('ticket').map(Number), to: tried.to };
		await unwrap(v1.orders[':reference'].wallet.$post({ param: { reference }, json }));
	});

type Ordered = RequestEvent & { params: { reference: string } };
type TicketAction = (
	form: FormData,
	reference: string,
	relayer: ReturnType<typeof relayerFor>,
	tried: Tried,
) => Promise<void>;

async function act(event: Ordered, action: TicketAction): Promise<Failed> {
	const { reference } = event.params;
	const form = await formOf(event.request);
	const token = await orderToken(event, reference);
	if (!token) error(404, 'not found');
	const ticket = form.get('ticket');
	const tried: Tried = {
		of: 'send',
		ticket: ticket === null ? null : Number(ticket),
		to: String(form.get('to') ?? '').trim(),
	};
	try {
		await action(form, reference, relayerFor({ token }), tried);
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		const { status, code, message } = failure;
		return fail(status, { ticketFault: { ...tried, code, message } });
	}
	redirect(303, `/pay/${reference}#tickets`);
}
