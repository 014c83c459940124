import { createRoute, z } from '@hono/zod-openapi';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { ownPoints, rootView } from '../loyalty/own-points.ts';
import { ownPointsSchema, publishedRootSchema } from '../loyalty/point-schemas.ts';
import {
	newestRoot,
	type PublishedRoot,
	pointTrees,
	publishedRoot,
	rootUnknown,
} from '../loyalty/point-trees.ts';
import { type Deps, guarded } from './api-deps.ts';
import { chargeRead } from './charge-read.ts';

const own = createRoute({
	method: 'get',
	path: '/points',
	summary: 'The points of who is signed in, what they came of, and their proofs',
	security: [{ session: [] }],
	responses: {
		...problems(401, 403, 503),
		200: { description: 'By the newest root.', ...json(ownPointsSchema) },
	},
});

const root = createRoute({
	method: 'get',
	path: '/points/roots/{epoch}',
	summary: 'The newest root over all points that is on chain, with its leaves in their order',
	request: { params: z.object({ epoch: z.union([z.literal('newest'), z.string().regex(/^\d{1,9}$/)]) }) },
	responses: {
		...problems(400, 404, 429, 503),
		200: { description: 'Anybody can make the root again.', ...json(publishedRootSchema) },
	},
});

function rootBody({ row, leaves }: PublishedRoot, contract: string): string {
	const listed = leaves.map(({ member, points }) => ({ member: hex(member), points: String(points) }));
	const { members, points } = row;
	return JSON.stringify({ ...rootView(row), contract, members, points: String(points), leaves: listed });
}

/** A fan's points, and what anybody checks all points by. Without a contract of points, POINTS_OFF. */
export function pointRoutes(deps: Deps) {
	const { db } = deps;
	const treeOf = pointTrees(db);
	const switchedOn = () => {
		if (deps.points) return deps.points;
		throw new PassaError('POINTS_OFF', 'Nobody gets points here.', { status: 503 });
	};
	/** All leaves make a long answer, so it is made once, however many ask. */
	let kept: { epoch: number; body: Promise<string> } | null = null;
	const bodyOf = (epoch: number, contract: string): Promise<string> => {
		if (kept?.epoch === epoch) return kept.body;
		const made = { epoch, body: publishedRoot(db, epoch).then((found) => rootBody(found, contract)) };
		kept = made;
		made.body.catch(() => {
			if (kept === made) kept = null;
		});
		return made.body;
	};
	return guarded()
		.openapi(own, async (c) => {
			const points = switchedOn();
			return c.json(await ownPoints({ ...deps, points, treeOf }, c.get('session')!), 200);
		})
		.openapi(root, async (c) => {
			const { contract } = switchedOn();
			await chargeRead(deps, c, 'points');
			const { epoch: wanted } = c.req.valid('param');
			const newest = (await newestRoot(db))?.epoch ?? 0;
			const epoch = wanted === 'newest' ? newest : Number(wanted);
			// Leaves of two roots side by side would say which orders are one person's.
			if (epoch !== newest || newest === 0) throw rootUnknown();
			return c.body(await bodyOf(epoch, contract), 200, { 'content-type': 'application/json' }) as never;
		});
}
