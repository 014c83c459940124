import type { OrderTickets } from '#relayer/client.ts';
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
