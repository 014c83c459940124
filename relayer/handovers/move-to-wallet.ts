import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { assertReceiver, type ReceiverError } from '#shared/chain/state/receiver.ts';
import { nowOf } from '#shared/clock.ts';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { walletMoves } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { assertHeldBy, type HandoverByTokenError, handoverByToken } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import {
	assertNotMoving,
	assertNotRefunded,
	assertNotSent,
	assertNotSentOn,
	liveMoves,
	type TicketFreeError,
} from './handover-guards.ts';
import { assertIssued, type ReadTicketsError, readTickets, ticketAt } from './read-tickets.ts';
import { type HandoverRefusal, refusal, refusalToMove } from './states.ts';

/** Wakes the workers of all processes. */
export const walletMovesChannel = 'relay_wallet_moves';

export type MoveToWalletError =
	| ReadTicketsError
	| ReceiverError
	| LockOrderError
	| TicketFreeError
	| HandoverByTokenError
	| PassaError<HandoverRefusal | 'TICKET_UNKNOWN'>;

type Deps = Pick<HandoverDeps, 'db' | 'clock' | 'chain' | 'registry'>;

/**
 * Tickets of an order go to a wallet of its holder's. The caller holds the order's own token. Asking again for the same
 * changes nothing. Throws MoveToWalletError; nothing has changed then.
 */
export const moveOrderToWallet = (
	deps: Deps,
	order: OrderRow,
	{ tickets, to }: { tickets: number[]; to: string },
): Promise<void> => move(deps, order, tickets, to, (tx) => assertNotSent(tx, order.no, maskOf(tickets)));

/** The same by the person who took a ticket that was sent to them. Throws MoveToWalletError. */
export async function moveClaimedToWallet(
	deps: Deps,
	token: string,
	{ by }: Pick<Session, 'by'>,
	to: string,
): Promise<void> {
	const { row, order } = await handoverByToken(deps.db, token);
	await move(deps, order, [row.index], to, async (tx) => {
		await assertHeldBy(tx, row.id, by);
		await assertNotSentOn(tx, row.id);
	});
}

/** `allow` throws if the caller does not hold these tickets. It runs once the order is locked. */
async function move(
	deps: Deps,
	order: OrderRow,
	tickets: number[],
	to: string,
	allow: (tx: Transaction) => Promise<void>,
): Promise<void> {
	assertIssued(order);
	const { db, chain, registry } = deps;
	const { no, event, chainOrder } = order;
	const mask = maskOf(tickets);
	if (await isMoving(db, no, mask, to)) return;
	const found = await readTickets({ chain, db }, order);
	for (const index of tickets) {
		const ticket = ticketAt(found, index);
		const refused = refusalToMove(found.policy, ticket);
		if (refused) throw refusal(refused);
		await assertReceiver({ ...chain, registry, usdc: found.state.config.usdc, event }, ticket.owner, to);
	}
	const now = nowOf(deps);
	await db.transaction(async (tx) => {
		assertIssued(await lockOrder(tx, no));
		await allow(tx);
		// Asked for twice at once: the other one was first.
		if (await isMoving(tx, no, mask, to)) return;
		await assertNotRefunded(tx, no, mask);
		await assertNotMoving(tx, no, mask);
		const row = { id: randomUUID(), orderNo: no, event, chainOrder, mask, to, createdAt: now, wakeAt: now };
		await tx.insert(walletMoves).values({ ...row, state: 'waiting' });
		await tx.execute(sql`SELECT pg_notify(${walletMovesChannel}, '')`);
	});
}

const isMoving = async (db: Reader, no: bigint, mask: number, to: string): Promise<boolean> =>
	(await liveMoves(db, no)).some((row) => row.mask === mask && row.to === to);
