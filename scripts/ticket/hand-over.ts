import { z } from 'zod';
import { type OrderTickets, relayerClient } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { keptToken } from '../buy/kept-orders.ts';

export type SentTicket = { ticket: string; to: string; expiresAt: string };

/**
 * Sends a ticket of an M-Pesa order to a phone or an e-mail address, as the order's page does. Throws the relayer's own code,
 * and ENV_INVALID where this folder does not know the order's token.
 */
export async function handOver(
	{ relayer, dataDir }: { relayer: string | undefined; dataDir: string },
	{ reference, number, to }: { reference: string; number: number | null; to: string },
): Promise<SentTicket> {
	if (!relayer)
		throw new PassaError('METHOD_UNAVAILABLE', 'this Passa has no relayer, which keeps such tickets');
	const { PASSA_ORDER_TOKEN } = readEnv({
		PASSA_ORDER_TOKEN: z.string().optional().describe('the token of the order, as POST /v1/orders gave it'),
	});
	const token = PASSA_ORDER_TOKEN ?? keptToken(dataDir, reference);
	if (!token)
		throw new PassaError(
			'ENV_INVALID',
			'PASSA_ORDER_TOKEN must be the token of the order: it was not bought from here',
		);
	const ticket = (number ?? 1) - 1;
	const answer = await relayerClient(relayer).v1.orders[':reference'].handovers.$post(
		{ param: { reference }, json: { ticket, to } },
		{ headers: { authorization: `Bearer ${token}` } },
	);
	if (!answer.ok) throw await problemOf(answer);
	const { items } = (await answer.json()) as OrderTickets;
	const sent = items.find(({ index }) => index === ticket)!;
	return { ticket: sent.ticket, to: sent.sent!.to, expiresAt: sent.sent!.expiresAt };
}
