import { randomUUID } from 'node:crypto';
import { and, asc, count, desc, eq, ne, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Transaction } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import {
	type WallPolicy,
	type WallPostRow,
	type WallState,
	wallBlocks,
	wallEvents,
	wallPosts,
	wallStates,
} from '../models/wall.ts';
import { postUnknown, wallLock } from './authors.ts';
import { holdsNow } from './holds-now.ts';
import type { WallDeps } from './wall-deps.ts';
import { modeOf, wallSettings } from './wall-of-event.ts';

export const wallDecisions = ['approve', 'hide', 'block'] as const;
export type WallDecision = (typeof wallDecisions)[number];

export type DecidePostError = PassaError<'WALL_POST_UNKNOWN' | 'WALL_POST_ENDED' | 'WALL_BLOCKED'>;

/** Of each state. */
const mostListed = 200;

export async function setWall(
	deps: WallDeps,
	event: string,
	settings: { policy: WallPolicy; paused: boolean },
	person: string,
): Promise<void> {
	const set = { ...settings, changedAt: nowOf(deps), changedBy: person };
	await deps.db
		.insert(wallEvents)
		.values({ event, ...set })
		.onConflictDoUpdate({ target: wallEvents.event, set });
}

/** Everything for who moderates: posts by state, those that wait the oldest first, and blocked holders. */
export async function moderationView({ db, clock }: WallDeps, event: string) {
	const [row] = await db.select().from(events).where(eq(events.event, event));
	const settings = await wallSettings(db, event);
	const listed = (state: WallState) =>
		db
			.select({
				id: wallPosts.id,
				text: wallPosts.text,
				name: wallPosts.name,
				state: wallPosts.state,
				hiddenFor: wallPosts.hiddenFor,
				createdAt: wallPosts.createdAt,
				decidedAt: wallPosts.decidedAt,
			})
			.from(wallPosts)
			.where(and(eq(wallPosts.event, event), eq(wallPosts.state, state)))
			.orderBy(state === 'waiting' ? asc(wallPosts.createdAt) : desc(wallPosts.decidedAt), wallPosts.id)
			.limit(mostListed);
	const counted = await db
		.select({ state: wallPosts.state, n: count() })
		.from(wallPosts)
		.where(eq(wallPosts.event, event))
		.groupBy(wallPosts.state);
	const blocked = await db
		.select({ id: wallBlocks.id, name: wallBlocks.name, createdAt: wallBlocks.createdAt })
		.from(wallBlocks)
		.where(eq(wallBlocks.event, event))
		.orderBy(desc(wallBlocks.createdAt))
		.limit(mostListed);
	const counts = Object.fromEntries(
		wallStates.map((state) => [state, counted.find((each) => each.state === state)?.n ?? 0]),
	) as Record<WallState, number>;
	const posts = (await Promise.all(wallStates.map(listed))).flat();
	return {
		...settings,
		mode: row ? modeOf(row, settings, clock.now()) : ('off' as const),
		counts,
		posts,
		blocked,
	};
}

/**
 * Approves a post, hides it, or hides all of its writer and takes no more from them. The last decision counts; a
 * repeated decision changes nothing. Throws DecidePostError.
 */
export async function decidePost(
	deps: WallDeps,
	event: string,
	{ id, decision }: { id: string; decision: WallDecision },
	person: string,
): Promise<void> {
	const isIt = and(eq(wallPosts.event, event), eq(wallPosts.id, id));
	const by = { decidedAt: nowOf(deps), decidedBy: person };
	await deps.db.transaction(async (tx) => {
		const [post] = await tx.select().from(wallPosts).where(isIt);
		if (!post) throw postUnknown();
		// Blocks, approvals and new posts of one writer come one after the other.
		const lock = wallLock(event, post.author);
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
		if (decision === 'approve') await approve(tx, post, by);
		// What hid it first stays the reason.
		else if (decision === 'hide')
			await tx
				.update(wallPosts)
				.set({ state: 'hidden', hiddenFor: 'moderator', ...by })
				.where(and(isIt, ne(wallPosts.state, 'hidden')));
		else await block(tx, post, by);
	});
}

type By = { decidedAt: Date; decidedBy: string };

async function approve(tx: Transaction, { id, event, author }: WallPostRow, by: By): Promise<void> {
	const [blocked] = await tx
		.select({ id: wallBlocks.id })
		.from(wallBlocks)
		.where(and(eq(wallBlocks.event, event), eq(wallBlocks.author, author)));
	if (blocked)
		throw new PassaError('WALL_BLOCKED', 'Its writer is blocked. Let them write again first.', {
			status: 409,
		});
	const shown = await tx
		.update(wallPosts)
		.set({
			state: 'shown',
			hiddenFor: null,
			// Approved twice, it keeps its place.
			decidedAt: sql`CASE WHEN ${wallPosts.state} = 'shown' THEN ${wallPosts.decidedAt} ELSE ${by.decidedAt.toISOString()}::timestamptz END`,
			decidedBy: sql`CASE WHEN ${wallPosts.state} = 'shown' THEN ${wallPosts.decidedBy} ELSE ${by.decidedBy} END`,
		})
		.where(and(eq(wallPosts.id, id), holdsNow))
		.returning({ id: wallPosts.id });
	if (shown.length === 0)
		throw new PassaError('WALL_POST_ENDED', 'Its writer holds this ticket no more.', { status: 409 });
}

async function block(tx: Transaction, { event, author, name }: WallPostRow, by: By): Promise<void> {
	await tx
		.insert(wallBlocks)
		.values({ id: randomUUID(), event, author, name, createdAt: by.decidedAt, createdBy: by.decidedBy })
		.onConflictDoNothing();
	await tx
		.update(wallPosts)
		.set({ state: 'hidden', hiddenFor: 'blocked', ...by })
		.where(and(eq(wallPosts.event, event), eq(wallPosts.author, author), ne(wallPosts.state, 'hidden')));
}

/** Lets a holder write again. Their hidden posts stay hidden until somebody approves them. Throws WALL_POST_UNKNOWN. */
export async function unblock({ db }: WallDeps, event: string, id: string): Promise<void> {
	const gone = await db
		.delete(wallBlocks)
		.where(and(eq(wallBlocks.event, event), eq(wallBlocks.id, id)))
		.returning({ id: wallBlocks.id });
	if (gone.length === 0) throw postUnknown();
}
