import { and, desc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { Session } from '#shared/session.server.ts';
import { handoverToken } from '../contacts/handover-token.ts';
import { handovers, walletMoves } from '../models/handovers.ts';
import { orders } from '../models/orders.ts';
import { events } from '../models/tiers.ts';
import type { HandoverDeps } from './handover-deps.ts';
import type { ReceivedTicket } from './handover-schemas.ts';
import { ticketOver } from './ticket-over.ts';

const most = 100;

/**
 * Tickets that a person has taken, and those that wait for them at a phone or address that they have proved; newest first. A
 * session that a number's code alone began shows none whose event was over by then: the number may be another person's.
 */
export async function receivedTickets(
	deps: HandoverDeps,
	{ by, phoneSince }: Pick<Session, 'by' | 'phoneSince'>,
): Promise<ReceivedTicket[]> {
	const { db, seal, platform, contactTokens } = deps;
	const proved = platform ? await platform.contactsOf(by).catch(() => []) : [];
	const keys = proved.map(({ kind, value }) => seal.keyOf(kind, value));
	const isOffered = and(eq(handovers.state, 'offered'), gt(handovers.expiresAt, nowOf(deps)));
	const rows = await db
		.select({
			row: handovers,
			reference: orders.reference,
			chainOrder: orders.chainOrder,
			eventNo: events.no,
			eventName: events.name,
			over: ticketOver,
			inWallet: sql<boolean>`EXISTS (SELECT FROM ${walletMoves} w WHERE w.order_no = ${handovers.orderNo}
				AND w.state = 'done' AND (w.mask >> ${handovers.index}) & 1 = 1)`,
		})
		.from(handovers)
		.innerJoin(orders, eq(orders.no, handovers.orderNo))
		.innerJoin(events, eq(events.event, handovers.event))
		.where(
			and(
				phoneSince === null ? undefined : gt(events.endsAt, BigInt(phoneSince)),
				or(
					and(eq(handovers.claimedBy, by), eq(handovers.state, 'claimed')),
					keys.length > 0 ? and(isOffered, inArray(handovers.key, keys)) : undefined,
				),
			),
		)
		.orderBy(desc(handovers.createdAt))
		.limit(most);
	return rows.map(({ row, reference, chainOrder, eventNo, eventName, over, inWallet }) => ({
		token: handoverToken(contactTokens, reference, row.id),
		eventNo,
		eventName,
		state: row.state,
		over,
		expiresAt: row.expiresAt.toISOString(),
		ticket:
			row.state === 'claimed' && chainOrder !== null ? ticketId(chainOrder, row.index).toString() : null,
		inWallet,
	}));
}
