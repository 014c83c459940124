import type { RefundOffer } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { orderWithToken } from './order-with-token.ts';

/** Tickets from 1, and cents of KES that go back for them. */
export type GivenBack = { tickets: number[]; amountKes: string };

/**
 * Gives tickets of an M-Pesa order back, as the order's page does: one, or all that can be. Throws the relayer's own
 * code, and ENV_INVALID if this folder does not know the order's token.
 */
export async function giveBackByMpesa(
	at: { relayer: string | undefined; dataDir: string },
	{ reference, number }: { reference: string; number: number | null },
): Promise<GivenBack> {
	const { orders, headers } = orderWithToken(at, reference);
	const param = { reference };
	const offered = await orders.refunds.$get({ param }, { headers });
	if (!offered.ok) throw await problemOf(offered);
	const offer = (await offered.json()) as RefundOffer;
	const meant = offer.tickets.filter(({ index }) => number === null || index === number - 1);
	const able = meant.filter(({ refusal }) => refusal === null);
	if (able.length === 0) {
		const code = meant.find(({ refusal }) => refusal)?.refusal ?? 'TICKETS_NONE';
		throw new PassaError(code, `no such ticket of order ${reference} can be given back now`);
	}
	const tickets = able.map(({ index }) => index);
	const answer = await orders.refunds.$post({ param, json: { tickets } }, { headers });
	if (!answer.ok) throw await problemOf(answer);
	return { tickets: tickets.map((index) => index + 1), amountKes: offer.amounts[tickets.length - 1]! };
}
