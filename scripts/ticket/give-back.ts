import type { OrderView, OwnRequest } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { isLateRefund } from '#shared/is-late-refund.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { type At, linesOf, placeOf, type Wanted } from './lines-of-order.ts';
import { orderWithToken } from './order-with-token.ts';

/** Cents of KES on their way. */
export type GivenBack = { reference: string; tickets: number; amountKes: string };

/**
 * Gives tickets of an M-Pesa order back, as the order's page does: of a cart each of its orders that has tickets left. Throws the
 * relayer's own code, ENV_INVALID where this folder does not know the order's token, and REFUNDS_CLOSED or REFUNDS_NONE with what
 * to do.
 */
export async function giveBack(at: At, wanted: Wanted): Promise<GivenBack[]> {
	const { orders } = orderWithToken(at, wanted.reference);
	const parts = await partsOf(at, wanted);
	const given: GivenBack[] = [];
	for (const { reference, headers, tickets } of parts) {
		const answer = await orders.refunds.$post({ param: { reference }, json: tickets }, { headers });
		const problem = answer.ok ? null : await problemOf(answer as Response);
		// Another line of a cart that was given back before.
		if (problem?.code === 'TICKET_REFUNDED' && parts.length > 1) continue;
		if (problem) throw isLateRefund(problem.code) ? closed(problem, wanted.reference) : problem;
		given.push(newest((await answer.json()) as OrderView));
	}
	if (given.length === 0)
		throw new PassaError(
			'TICKET_REFUNDED',
			'A refund of all tickets of this purchase was asked for before, or they were sold.',
		);
	return given;
}

/**
 * Asks the organizer after the date, for each order of a cart that was not asked for before. Throws the relayer's own code.
 */
export async function askOrganizer(
	at: At,
	{ note, ...wanted }: Wanted & { note: string },
): Promise<OwnRequest[]> {
	const { orders } = orderWithToken(at, wanted.reference);
	const asked: OwnRequest[] = [];
	let problem: PassaError | null = null;
	for (const { reference, headers, tickets } of await partsOf(at, wanted)) {
		const json = { note, ...tickets };
		const answer = await orders['refund-request'].$post({ param: { reference }, json }, { headers });
		if (answer.ok) asked.push(((await answer.json()) as { request: OwnRequest }).request);
		else problem ??= await problemOf(answer as Response);
	}
	if (problem && asked.length === 0) throw problem;
	return asked;
}

/** One ticket in its order, or all of each order of the purchase that has tickets. */
async function partsOf(at: At, wanted: Wanted) {
	if (wanted.number !== null) {
		const { index, ...line } = await placeOf(at, wanted);
		return [{ ...line, tickets: { tickets: [index] } }];
	}
	const lines = await linesOf(at, wanted.reference);
	const issued = lines.filter((line) => line.issued);
	return (issued.length > 0 ? issued : lines.slice(0, 1)).map((line) => ({ ...line, tickets: {} }));
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
