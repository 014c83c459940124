import type { OrderView } from '#indexer/client.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';

export const ticketActionKinds = ['refund', 'transfer', 'list', 'unlist', 'claim-owed'] as const;
export type TicketActionKind = (typeof ticketActionKinds)[number];

/**
 * `to` of a transfer, `price` of a listing in stroops. `number`: one ticket of the order, 1 is the first; else all that
 * the wallet has.
 */
export type ActionRequest = {
	do: TicketActionKind;
	to: string | null;
	price: bigint | null;
	number: number | null;
};

/**
 * What a wallet signs for its tickets of an order: one call for each ticket, one refund of all, or one claim of what
 * the event owes it. Throws TICKETS_NONE if the wallet has no such ticket, FLAGS_INVALID if a transfer names none of several.
 */
export function actionsOf(order: OrderView, holder: string, request: ActionRequest): TicketAction[] {
	if (request.do === 'claim-owed') return [{ do: 'claim-owed' }];
	const isMeant = ({ index }: { index: number }) => request.number === null || index === request.number - 1;
	const own = order.tickets.filter((t) => isMeant(t) && t.owner === holder && t.state === 'valid');
	if (own.length === 0)
		throw new PassaError(
			'TICKETS_NONE',
			`${holder} has no valid ticket of order ${order.id} to do that with`,
		);
	if (request.do === 'refund') return [refundOf(order, own)];
	// What is transferred nobody can bring back.
	if (request.do === 'transfer' && own.length > 1)
		throw new PassaError(
			'FLAGS_INVALID',
			`--ticket must name one: the wallet has ${own.length} tickets of order ${order.id}`,
		);
	return own.map(({ id }) => actionOf(BigInt(id), request));
}

function refundOf({ id, credits }: OrderView, tickets: { index: number }[]): TicketAction {
	return {
		do: 'refund',
		order: BigInt(id),
		mask: maskOf(tickets.map(({ index }) => index)),
		credits: credits.map(({ amount, creator, weight }) => ({ amount: BigInt(amount), creator, weight })),
	};
}

function actionOf(ticket: bigint, { do: kind, to, price }: ActionRequest): TicketAction {
	if (kind === 'transfer') return { do: 'transfer', ticket, to: to! };
	if (kind === 'list') return { do: 'list', ticket, price: price! };
	return { do: 'unlist', ticket };
}

/** Throws FLAGS_INVALID for tickets that are all kept for somebody who paid by M-Pesa: no wallet of theirs can sign. */
export function assertInWallets(tickets: { custody: boolean }[]): void {
	if (tickets.length === 0 || tickets.some(({ custody }) => !custody)) return;
	throw new PassaError(
		'FLAGS_INVALID',
		'M-Pesa paid this order: --order must be its reference, ten letters and digits, as npm run buy prints it',
	);
}
