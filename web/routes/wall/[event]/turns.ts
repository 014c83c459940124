import type { WallView } from '#relayer/client.ts';

export type WallPost = WallView['posts'][number];
/** Which post is on the screen, since when, and when each was last. Milliseconds. */
export type Turn = { id: string | null; since: number; last: Readonly<Record<string, number>> };

export const noTurn: Turn = { id: null, since: 0, last: {} };

/** How long a post stays: a slow reader gets through it. Milliseconds. */
export const stayOf = ({ text }: Pick<WallPost, 'text'>): number =>
	Math.min(14_000, Math.max(7_000, 4_000 + text.length * 80));

/**
 * The post for this moment. One that is no longer among them leaves at once. The next is the one that was on the screen
 * longest ago: one that was never there comes first, the newest of these (`posts` has the newest first).
 */
export function turnAt(turn: Turn, posts: readonly WallPost[], now: number): Turn {
	const current = posts.find(({ id }) => id === turn.id);
	if (current && (now < turn.since + stayOf(current) || posts.length === 1)) return turn;
	const lastOf = ({ id }: WallPost): number => turn.last[id] ?? -1;
	const next = posts.reduce<WallPost | null>(
		(best, post) => (best === null || lastOf(post) < lastOf(best) ? post : best),
		null,
	);
	// Only of posts that are there: an evening's posts are many.
	const last = Object.fromEntries(
		posts.flatMap((post) => (lastOf(post) < 0 ? [] : [[post.id, lastOf(post)] as const])),
	);
	return next
		? { id: next.id, since: now, last: { ...last, [next.id]: now } }
		: { id: null, since: now, last };
}
