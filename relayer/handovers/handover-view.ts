import { eq } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { Session } from '#shared/session.server.ts';
import { handovers } from '../models/handovers.ts';
import { events } from '../models/tiers.ts';
import { isAmong } from './accept-handover.ts';
import { type FoundHandover, handoverByToken } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { offerAfter } from './handover-guards.ts';
import { maskedFrom, maskedTo, movesOf, sentView, walletView } from './handover-parts.ts';
import type { HandoverView } from './handover-schemas.ts';
import { type OrderOnChain, readTickets } from './read-tickets.ts';
import { refusalToHandOver, refusalToMove } from './states.ts';
import { ticketOver } from './ticket-over.ts';

/**
 * What a handover's link shows: no receipt, no order's reference and no contact of the sender. The person who has taken it
 * sees the ticket. Throws HandoverByTokenError.
 */
export async function handoverView(
	deps: HandoverDeps,
	token: string,
	session: Session | null,
): Promise<HandoverView> {
	const { db, seal } = deps;
	const found = await handoverByToken(db, token);
	const { row, order } = found;
	const [[event], onChain, from, proved, moves] = await Promise.all([
		db
			.select({ no: events.no, name: events.name, over: ticketOver })
			.from(handovers)
			.innerJoin(events, eq(events.event, handovers.event))
			.where(eq(handovers.id, row.id)),
		onChainOf(deps, found),
		maskedFrom(deps, row),
		hasProved(deps, row.key, session),
		movesOf(db, order.no),
	]);
	const yours = row.state === 'claimed' && session !== null && row.claimedBy === session.by;
	const wallet = yours ? walletView(moves, row.index) : null;
	const [refusal, onward] = [
		refusalOf(deps, onChain, row.index),
		yours ? await offerAfter(db, row.id) : null,
	];
	const isMoving = wallet !== null && wallet.state !== 'refused';
	const isFree = yours && !isMoving && onward === null;
	const isStale = row.state === 'offered' && row.expiresAt <= nowOf(deps);
	return {
		event: row.event,
		eventNo: event!.no,
		eventName: event!.name,
		tier: order.tier,
		state: isStale ? 'expired' : row.state,
		over: event!.over,
		kind: row.kind,
		to: maskedTo(seal, row),
		from,
		expiresAt: row.expiresAt.toISOString(),
		refusal,
		proved,
		yours,
		ticket: yours ? ticketView(found, onChain, isFree) : null,
		wallet,
		sent: onward && (await sentView(deps, onward)),
		sendable: isFree && onChain !== null && refusal === null,
		returnable: isFree,
	};
}

const refusalOf = (deps: HandoverDeps, onChain: OrderOnChain | null, index: number) =>
	onChain && refusalToHandOver(onChain.policy, onChain.tickets[index]!, nowOf(deps));

/** Null while the network does not answer: the link is shown all the same. */
const onChainOf = async (
	{ chain, db, log }: HandoverDeps,
	{ order }: FoundHandover,
): Promise<OrderOnChain | null> => {
	const { event, chainOrder, owner } = order;
	if (chainOrder === null) return null;
	return readTickets({ chain, db }, { event, chainOrder, owner }).catch((error: { code?: string }) => {
		log.warn({ event, code: error.code }, 'a sent ticket is shown without the network');
		return null;
	});
};

async function hasProved(deps: HandoverDeps, key: Uint8Array, session: Session | null): Promise<boolean> {
	if (!session || !deps.platform) return false;
	return isAmong(deps, key, await deps.platform.contactsOf(session.by).catch(() => []));
}

function ticketView(
	{ row, order }: FoundHandover,
	onChain: OrderOnChain | null,
	isFree: boolean,
): HandoverView['ticket'] {
	const chainOrder = order.chainOrder!;
	const ticket = onChain?.tickets[row.index];
	return {
		id: ticketId(chainOrder, row.index).toString(),
		order: chainOrder.toString(),
		movable: isFree && !!onChain && !!ticket && refusalToMove(onChain.policy, ticket) === null,
	};
}
