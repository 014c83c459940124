import type { OrderTickets } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { type At, placeOf, type Wanted } from './lines-of-order.ts';
import { orderWithToken } from './order-with-token.ts';

export type SentTicket = { ticket: string; to: string; expiresAt: string };

/**
 * Sends a ticket of an M-Pesa order to a phone or an e-mail address, as the order's page does. Throws the relayer's own code,
 * and ENV_INVALID if this folder does not know the order's token.
 */
export async function sendTicket(at: At, { to, ...wanted }: Wanted & { to: string }): Promise<SentTicket> {
	const { orders } = orderWithToken(at, wanted.reference);
	const { reference, headers, index: ticket } = await placeOf(at, wanted);
	const asked = { param: { reference }, json: { ticket, to } };
	const answer = await orders.handovers.$post(asked, { headers });
	if (!answer.ok) throw await problemOf(answer);
	const { items } = (await answer.json()) as OrderTickets;
	const sent = items.find(({ index }) => index === ticket)!;
	return { ticket: sent.ticket, to: sent.sent!.to, expiresAt: sent.sent!.expiresAt };
}

/**
 * Takes a sent ticket back that nobody has taken. Throws HANDOVER_OVER if it is not on its way, the relayer's own code, and
 * ENV_INVALID.
 */
export async function takeTicketBack(at: At, wanted: Wanted): Promise<{ ticket: string; to: string }> {
	const { orders } = orderWithToken(at, wanted.reference);
	const { reference, headers, index: ticket } = await placeOf(at, wanted);
	const answer = await orders.tickets.$get({ param: { reference } }, { headers });
	if (!answer.ok) throw await problemOf(answer as Response);
	const { items } = (await answer.json()) as OrderTickets;
	const found = items.find(({ index }) => index === ticket);
	if (found?.sent?.state !== 'offered')
		throw new PassaError('HANDOVER_OVER', 'this ticket is not on its way to anybody: nothing to take back');
	const param = { reference, id: found.sent.id };
	const taken = await orders.handovers[':id'].cancel.$post({ param }, { headers });
	if (!taken.ok) throw await problemOf(taken as Response);
	return { ticket: found.ticket, to: found.sent.to };
}
