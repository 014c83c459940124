import type { OrderView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { orderWithToken } from './order-with-token.ts';

export type At = { relayer: string | undefined; dataDir: string };
/** `number`: one ticket of the purchase, 1 is the first, through all orders of a cart; null: nobody said which. */
export type Wanted = { reference: string; number: number | null };
/** One order of a purchase, with the header that opens it. */
export type OrderLine = {
	reference: string;
	qty: number;
	issued: boolean;
	headers: { authorization: string };
};

/** The orders of a purchase by M-Pesa, as they were bought: one for each tier of a cart. Throws the relayer's own code. */
export async function linesOf(at: At, reference: string): Promise<OrderLine[]> {
	const { orders, headers } = orderWithToken(at, reference);
	const answer = await orders.$get({ param: { reference }, query: {} }, { headers });
	if (!answer.ok) throw await problemOf(answer as Response);
	const order = (await answer.json()) as OrderView;
	const lines = order.cart?.lines ?? [];
	if (lines.length === 0) return [{ reference, qty: order.qty, issued: order.state === 'issued', headers }];
	return lines.map(({ reference, qty, state, token }) => ({
		...{ reference, qty, issued: state === 'issued' },
		headers: token ? { authorization: `Bearer ${token}` } : headers,
	}));
}

/**
 * The order that a ticket of a purchase belongs to, and its place there, from 0. Throws TICKET_UNKNOWN with the numbers that
 * there are.
 */
export async function placeOf(
	at: At,
	{ reference, number }: Wanted,
): Promise<Pick<OrderLine, 'reference' | 'headers'> & { index: number }> {
	// One that bought a fan's ticket has only that ticket, which keeps its place in the order that it came from.
	const lines = await linesOf(at, reference);
	let index = (number ?? 1) - 1;
	for (const line of lines) {
		if (index < line.qty || lines.length === 1) return { ...line, index };
		index -= line.qty;
	}
	const all = lines.reduce((sum, { qty }) => sum + qty, 0);
	throw new PassaError('TICKET_UNKNOWN', `--ticket is 1 to ${all}: the purchase has ${all} tickets`);
}
