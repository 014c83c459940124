import { ticketId } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { OrderRow } from '../models/orders.ts';
import type { OrderAccess } from '../orders/order-by-token.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { sentByHolder } from './handover-guards.ts';
import { movesOf, sentView, walletView } from './handover-parts.ts';
import type { OrderTickets } from './handover-schemas.ts';
import { assertIssued, type ReadTicketsError, readTickets } from './read-tickets.ts';
import { refusalToHandOver, refusalToMove } from './states.ts';

export type OrderTicketsError = ReadTicketsError;

type Deps = Pick<HandoverDeps, 'db' | 'clock' | 'seal' | 'chain'>;

/**
 * Where each ticket of an order is, and what its holder can do with it now. A contact's token moves nothing, so it is
 * offered nothing. Throws OrderTicketsError.
 */
export async function orderTickets(deps: Deps, order: OrderRow, { by }: OrderAccess): Promise<OrderTickets> {
	assertIssued(order);
	const { db, chain } = deps;
	const [{ policy, tickets }, live, moves] = await Promise.all([
		readTickets({ chain, db }, order),
		sentByHolder(db, order.no),
		movesOf(db, order.no),
	]);
	const now = nowOf(deps);
	const items = ownTickets(order).map(async (index) => {
		const ticket = tickets[index]!;
		const row = live.find((each) => each.index === index);
		const wallet = walletView(moves, index);
		const isMoving = wallet !== null && wallet.state !== 'refused';
		const refusal = refusalToHandOver(policy, ticket, now);
		const isOwn = by === 'holder' && !row && !isMoving;
		return {
			index,
			ticket: ticketId(order.chainOrder, index).toString(),
			sent: row ? await sentView(deps, row) : null,
			wallet,
			refusal: refusal ?? (row ? 'HANDOVER_OPEN' : isMoving ? 'WALLET_MOVE_OPEN' : null),
			movable: isOwn && refusalToMove(policy, ticket) === null,
		};
	});
	const canSend = tickets.some((ticket) => refusalToHandOver(policy, ticket, now) === null);
	const until = by === 'holder' && canSend ? new Date(Number(policy.freezeAt) * 1000).toISOString() : null;
	return { items: await Promise.all(items), until };
}
