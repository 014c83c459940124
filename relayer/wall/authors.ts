import { and, desc, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { payerOf } from '../contacts/payer.ts';
import type { FoundHandover } from '../handovers/handover-by-token.ts';
import type { OrderRow } from '../models/orders.ts';
import { type WallPostRow, wallPosts } from '../models/wall.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import type { HeldTickets } from '../passes/certify-device.ts';
import { type CustodyPassesError, type OrderProof, orderTickets } from '../passes/custody-passes.ts';
import type { WallDeps } from './wall-deps.ts';

export type WithdrawPostError = PassaError<'WALL_POST_UNKNOWN'>;

/** An order's holder is the number that paid: one who bought twice has the limits and blocks of one. */
export async function authorOfOrder({ db, seal }: WallDeps, order: OrderRow): Promise<Uint8Array> {
	const payer = await payerOf(db, order.no);
	return payer?.key ?? seal.keyOf('account', `wall order ${order.no}`);
}

export const authorOfPerson = ({ seal }: WallDeps, person: string): Uint8Array =>
	seal.keyOf('account', `wall person ${person}`);

export const authorOfWallet = ({ seal }: WallDeps, owner: string): Uint8Array =>
	seal.keyOf('account', `wall wallet ${owner}`);

/** What is done for one writer is done one after the other. */
export const wallLock = (event: string, author: Uint8Array): string => `wall ${event} ${hex(author)}`;

/** The first ticket of an order that its holder still has. Throws CustodyPassesError as of the last one that is refused. */
export async function anyTicketOfOrder(
	deps: WallDeps,
	order: OrderRow,
	proof: OrderProof,
): Promise<HeldTickets> {
	const [last, ...before] = ownTickets(order).reverse() as [number, ...number[]];
	for (const index of before.reverse()) {
		try {
			return await orderTickets(deps, order, proof, [index]);
		} catch (failure) {
			const code = failure instanceof PassaError ? (failure as CustodyPassesError).code : null;
			// Others of the order may still be theirs.
			if (code !== 'TICKET_GIVEN' && code !== 'TICKET_MOVED' && code !== 'TICKET_REFUNDED') throw failure;
		}
	}
	return orderTickets(deps, order, proof, [last]);
}

/** Whose posts somebody may see and withdraw. */
export const postsOfOrder = ({ no }: OrderRow): SQL =>
	and(eq(wallPosts.orderNo, no), isNull(wallPosts.handover))!;
export const postsOfHandover = ({ row }: FoundHandover): SQL => eq(wallPosts.handover, row.id);
export const postsOfWallets = (event: string, wallets: readonly string[]): SQL =>
	and(eq(wallPosts.event, event), isNull(wallPosts.orderNo), inArray(wallPosts.owner, [...wallets]))!;

/** The newest first. */
export const ownPosts = ({ db }: WallDeps, own: SQL): Promise<WallPostRow[]> =>
	db.select().from(wallPosts).where(own).orderBy(desc(wallPosts.createdAt)).limit(50);

/** Deletes a post of theirs, whatever was decided of it: screens drop it with their next look. Throws WithdrawPostError. */
export async function withdrawPost({ db }: WallDeps, own: SQL, id: string): Promise<void> {
	const gone = await db
		.delete(wallPosts)
		.where(and(own, eq(wallPosts.id, id)))
		.returning({ id: wallPosts.id });
	if (gone.length === 0) throw postUnknown();
}

export const postUnknown = (): WithdrawPostError =>
	new PassaError('WALL_POST_UNKNOWN', 'There is no such post.', { status: 404 });
