import type { OrderTickets } from '#relayer/client.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { orderWithToken } from './order-with-token.ts';

export type SentTicket = { ticket: string; to: string; expiresAt: string };

/**
 * Sends a ticket of an M-Pesa order to a phone or an e-mail address, as the order's page does. Throws the relayer's own code,
 * and ENV_INVALID if this folder does not know the order's token.
 */
export async function sendTicket(
	at: { relayer: string | undefined; dataDir: string },
	{ reference, number, to }: { reference: string; number: number | null; to: string },
): Promise<SentTicket> {
	const { orders, headers } = orderWithToken(at, reference);
	const ticket = (number ?? 1) - 1;
	const asked = { param: { reference }, json: { ticket, to } };
	const answer = await orders.handovers.$post(asked, { headers });
	if (!answer.ok) throw await problemOf(answer);
	const { items } = (await answer.json()) as OrderTickets;
	const sent = items.find(({ index }) => index === ticket)!;
	return { ticket: sent.ticket, to: sent.sent!.to, expiresAt: sent.sent!.expiresAt };
}
