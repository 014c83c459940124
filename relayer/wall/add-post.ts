import { randomUUID } from 'node:crypto';
import { and, count, eq, sql } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { readWallWords, type WallFault, wallNameRule, wallTextRule } from '#shared/wall-words.ts';
import { readEvent, readOrders } from '../gate/sync-tickets.ts';
import { limits } from '../models/limits.ts';
import { type WallPostRow, wallBlocks, wallPosts } from '../models/wall.ts';
import type { HeldTickets } from '../passes/certify-device.ts';
import type { LedgerTicketsError } from '../passes/ledger-tickets.ts';
import type { PassOfEventError } from '../passes/pass-of-event.ts';
import { wallLock } from './authors.ts';
import type { WallDeps } from './wall-deps.ts';
import { modeOfEvent } from './wall-of-event.ts';

/** As people wrote them. `name`: empty for none. */
export type WallWords = { text: string; name: string };

export type AddPostError =
	| PassOfEventError
	| LedgerTicketsError
	| PassaError<'WALL_OFF' | 'WALL_BLOCKED' | 'WALL_FULL' | 'TOO_MANY_REQUESTS' | WallFault>;

/** Posts of one holder that wait for the organizer's team at once. */
const mostWaiting = 3;
/** Posts of one holder, also of those that were withdrawn. */
const ofHolder = { seconds: 3600, max: 12, code: 'TOO_MANY_REQUESTS' } as const;

/** Words that can stand on a wall. Throws WallFault, with the field that is wrong. */
export function readPost({ text, name }: WallWords): { text: string; name: string | null } {
	const words = readWallWords(text, wallTextRule);
	if (words.fault) throw wrong(words.fault, 'text');
	const signed = readWallWords(name, wallNameRule);
	if (signed.text === '') return { text: words.text, name: null };
	if (signed.fault) throw wrong(signed.fault, 'name');
	return { text: words.text, name: signed.text };
}

const wrong = (code: WallFault, field: 'text' | 'name'): PassaError<WallFault> =>
	new PassaError(code, 'Words for the wall are short and name no page or address.', {
		status: 400,
		detail: { field },
	});

/** Whether holders may write now. Throws WALL_OFF. */
export async function assertOpen(deps: WallDeps, event: string): Promise<void> {
	const mode = await modeOfEvent(deps, event);
	if (mode === 'on' || mode === 'paused') return;
	throw new PassaError('WALL_OFF', 'This event has no wall that takes posts now.', { status: 409 });
}

/**
 * A post of a ticket whose holder was proved. It waits until the organizer's team approves it. `author`: who writes, as
 * `authors.ts` tells them apart. Throws AddPostError.
 */
export async function addPost(
	deps: WallDeps,
	{ event, tickets }: HeldTickets,
	author: Uint8Array,
	words: WallWords,
): Promise<WallPostRow> {
	const read = readPost(words);
	await assertOpen(deps, event);
	const { db, clock } = deps;
	await limitRate(db, limits, `wall posts ${event} ${hex(author)}`, ofHolder, clock.now());
	const { ticket, holder } = tickets[0]!;
	// From now on the keeper marks what happens to the ticket.
	const { version } = await readEvent(deps, event);
	await readOrders(deps, { event, version }, [orderOf(ticket).order]);
	return db.transaction(async (tx) => {
		const lock = wallLock(event, author);
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
		const [blocked] = await tx
			.select({ id: wallBlocks.id })
			.from(wallBlocks)
			.where(and(eq(wallBlocks.event, event), eq(wallBlocks.author, author)));
		if (blocked)
			throw new PassaError('WALL_BLOCKED', 'The organizer takes no more posts from you.', { status: 403 });
		const isWaiting = and(
			eq(wallPosts.event, event),
			eq(wallPosts.author, author),
			eq(wallPosts.state, 'waiting'),
		);
		const [waiting] = await tx.select({ n: count() }).from(wallPosts).where(isWaiting);
		if (waiting!.n >= mostWaiting)
			throw new PassaError(
				'WALL_FULL',
				'Your posts wait for the organizer. Write again once they have decided.',
				{
					status: 409,
				},
			);
		const row = { id: randomUUID(), event, ticket, ...holder, author, ...read, createdAt: nowOf(deps) };
		const [made] = await tx.insert(wallPosts).values(row).returning();
		return made!;
	});
}
