import { and, asc, desc, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type PointsTree, pointsTree } from '#shared/loyalty/points-tree.ts';
import { type PointRootRow, pointLeaves, pointRoots } from '../models/loyalty.ts';
import type { Reader } from '../models/schema.ts';

/** A root that the chain has, with all of its leaves in their order. */
export type PublishedRoot = {
	row: PointRootRow;
	leaves: { member: Uint8Array; points: bigint }[];
};

/** The newest root on chain; null: there is none yet. */
export async function newestRoot(db: Reader): Promise<PointRootRow | null> {
	const [row] = await db
		.select()
		.from(pointRoots)
		.where(eq(pointRoots.state, 'done'))
		.orderBy(desc(pointRoots.epoch))
		.limit(1);
	return row ?? null;
}

export type RootUnknownError = PassaError<'POINTS_ROOT_UNKNOWN'>;

export const rootUnknown = (): RootUnknownError =>
	new PassaError('POINTS_ROOT_UNKNOWN', 'There is no such root of points, or a newer one took its place.', {
		status: 404,
	});

/** Throws RootUnknownError for a root that is not on chain by us. */
export async function publishedRoot(db: Reader, epoch: number): Promise<PublishedRoot> {
	const [row] = await db
		.select()
		.from(pointRoots)
		.where(and(eq(pointRoots.epoch, epoch), eq(pointRoots.state, 'done')));
	if (!row) throw rootUnknown();
	const leaves = await db
		.select({ member: pointLeaves.member, points: pointLeaves.points })
		.from(pointLeaves)
		.where(eq(pointLeaves.epoch, epoch))
		.orderBy(asc(pointLeaves.place));
	return { row, leaves };
}

/** Trees of roots, of which a process remembers the newest that was asked for: making one hashes every leaf. */
export function pointTrees(db: Reader): (epoch: number) => Promise<PointsTree> {
	let kept: { epoch: number; tree: Promise<PointsTree> } | null = null;
	return (epoch) => {
		if (kept?.epoch === epoch) return kept.tree;
		const tree = publishedRoot(db, epoch).then(({ leaves }) => pointsTree(leaves, epoch));
		kept = { epoch, tree };
		tree.catch(() => {
			if (kept?.tree === tree) kept = null;
		});
		return tree;
	};
}
