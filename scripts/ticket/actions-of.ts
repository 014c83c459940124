import type { OrderView } from '#indexer/client.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';

export const deeds = ['refund', 'transfer', 'list', 'unlist', 'claim-owed'] as const;
export type Deed = (typeof deeds)[number];

/**
 * `to` of a transfer, `price` of a listing in stroops. `number`: one ticket of the order, 1 is the first; else all that
 * the wallet has.
 */
export type Wish = { do: Deed; to: string | null; price: bigint | null; number: number | null };

/**
 * What a wallet signs for its tickets of an order: one call for each ticket, one refund of all, or one claim of what
 * the event owes it. Throws TICKETS_NONE if the wallet has no such ticket, FLAGS_INVALID if a transfer names none of several.
 */
export function actionsOf(order: OrderView, holder: string, wish: Wish): TicketAction[] {
	if (wish.do === 'claim-owed') return [{ do: 'claim-owed' }];
	const isMeant = ({ index }: { index: number }) => wish.number === null || index === wish.number - 1;
	const own = order.tickets.filter((t) => isMeant(t) && t.owner === holder && t.state === 'valid');
	if (own.length === 0)
		throw new PassaError(
			'TICKETS_NONE',
			`${holder} has no valid ticket of order ${order.id} to do that with`,
		);
	if (wish.do === 'refund') return [refundOf(order, own)];
	// What is transferred nobody can bring back.
	if (wish.do === 'transfer' && own.length > 1)
		throw new PassaError(
			'FLAGS_INVALID',
			`--ticket must name one: the wallet has ${own.length} tickets of order ${order.id}`,
		);
	return own.map(({ id }) => actionOf(BigInt(id), wish));
}

function refundOf({ id, credits }: OrderView, tickets: { index: number }[]): TicketAction {
	return {
		do: 'refund',
		order: BigInt(id),
		mask: maskOf(tickets.map(({ index }) => index)),
		credits: credits.map(({ amount, creator, weight }) => ({ amount: BigInt(amount), creator, weight })),
	};
}

function actionOf(ticket: bigint, { do: deed, to, price }: Wish): TicketAction {
	if (deed === 'transfer') return { do: 'transfer', ticket, to: to! };
	if (deed === 'list') return { do: 'list', ticket, price: price! };
	return { do: 'unlist', ticket };
}
