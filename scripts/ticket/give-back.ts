import type { OrderView, OwnRequest } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { isLateRefund } from '#shared/is-late-refund.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { orderWithToken } from './order-with-token.ts';

type At = { relayer: string | undefined; dataDir: string };
/** `number`: one ticket of the order, 1 is the first; null: all of the purchase, each order of a cart. */
type Wanted = { reference: string; number: number | null };

/** Cents of KES on their way. */
export type GivenBack = { reference: string; tickets: number; amountKes: string };

/**
 * Gives tickets of an M-Pesa order back, as the order's page does: of a cart each of its orders that has tickets left. Throws the
 * relayer's own code, ENV_INVALID where this folder does not know the order's token, and REFUNDS_CLOSED or REFUNDS_NONE with what
 * to do.
 */
export async function giveBack(at: At, { reference, number }: Wanted): Promise<GivenBack[]> {
	const lines = number === null ? await linesOf(at, reference) : [{ reference, token: null }];
	const given: GivenBack[] = [];
	for (const line of lines) {
		const { orders, headers } = orderWithToken(at, reference);
		const opened = line.token ? { authorization: `Bearer ${line.token}` } : headers;
		const param = { reference: line.reference };
		const json = number === null ? {} : { tickets: [number - 1] };
		const answer = await orders.refunds.$post({ param, json }, { headers: opened });
		const problem = answer.ok ? null : await problemOf(answer as Response);
		// Another line of a cart that was given back before.
		if (problem?.code === 'TICKET_REFUNDED' && lines.length > 1) continue;
		if (problem) throw isLateRefund(problem.code) ? closed(problem, reference) : problem;
		given.push(newest((await answer.json()) as OrderView));
	}
	if (given.length === 0)
		throw new PassaError('TICKET_REFUNDED', 'All tickets of this purchase are given back.');
	return given;
}

/** Asks the organizer after the date. Throws the relayer's own code. */
export async function askOrganizer(
	at: At,
	{ reference, number, note }: Wanted & { note: string },
): Promise<OwnRequest> {
	const { orders, headers } = orderWithToken(at, reference);
	const json = { note, ...(number === null ? {} : { tickets: [number - 1] }) };
	const answer = await orders['refund-request'].$post({ param: { reference }, json }, { headers });
	if (!answer.ok) throw await problemOf(answer as Response);
	return ((await answer.json()) as { request: OwnRequest }).request;
}

async function linesOf(at: At, reference: string): Promise<{ reference: string; token: string | null }[]> {
	const { orders, headers } = orderWithToken(at, reference);
	const answer = await orders.$get({ param: { reference }, query: {} }, { headers });
	if (!answer.ok) throw await problemOf(answer as Response);
	const { cart } = (await answer.json()) as OrderView;
	const lines = (cart?.lines ?? []).filter(({ state }) => state === 'issued');
	return lines.length > 0 ? lines : [{ reference, token: null }];
}

function newest({ reference, ticketRefunds }: OrderView): GivenBack {
	const last = ticketRefunds.at(-1)!;
	return { reference, tickets: last.tickets.length, amountKes: last.amountKes };
}

const closed = ({ code, message }: PassaError, reference: string) =>
	new PassaError(
		code,
		`${message} Ask its organizer: npm run ticket -- --order ${reference} --do ask-refund --note "why"`,
	);
