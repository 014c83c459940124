import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { decidePost, moderationView, setWall, unblock } from '../wall/moderate.ts';
import {
	decisionSchema,
	moderationSchema,
	settingsSchema,
	type WallModeration,
} from '../wall/wall-schemas.ts';
import { type Deps, guarded } from './api-deps.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const security = [{ session: [] }];
const theWall = { description: 'The wall as its moderators see it.', ...json(moderationSchema) };

const set = createRoute({
	method: 'put',
	path: '/events/{event}/wall',
	summary: 'Whether holders may write for the wall, and whether its screen shows posts',
	security,
	request: { params: z.object({ event }), body: { ...json(settingsSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theWall },
});

const read = createRoute({
	method: 'get',
	path: '/events/{event}/wall/posts',
	summary: 'Posts that wait, are shown, or are hidden',
	security,
	request: { params: z.object({ event }) },
	responses: { ...problems(401, 403, 404, 503), 200: theWall },
});

const decide = createRoute({
	method: 'post',
	path: '/events/{event}/wall/posts/{post}',
	summary: 'Approve a post, hide it, or block its writer',
	security,
	request: {
		params: z.object({ event, post: z.uuid() }),
		body: { ...json(decisionSchema), required: true },
	},
	responses: { ...problems(400, 401, 403, 404, 409, 503), 200: theWall },
});

const letWrite = createRoute({
	method: 'delete',
	path: '/events/{event}/wall/blocks/{block}',
	summary: 'Let a blocked holder write again',
	security,
	request: { params: z.object({ event, block: z.uuid() }) },
	responses: { ...problems(400, 401, 403, 404, 503), 204: { description: 'Done.' } },
});

/** Routes for the organizer's team. Each asks for a session that names the event. */
export function wallTeamRoutes(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => {
		const found = await eventOfTeam(deps.db, c.get('session'), wanted);
		return { event: found.event.event, person: found.session.by };
	};
	const view = async (address: string): Promise<WallModeration> => {
		const { posts, blocked, ...rest } = await moderationView(deps, address);
		return {
			...rest,
			posts: posts.map(({ createdAt, decidedAt, ...each }) => ({
				...each,
				createdAt: createdAt.toISOString(),
				decidedAt: decidedAt?.toISOString() ?? null,
			})),
			blocked: blocked.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() })),
		};
	};
	return guarded()
		.openapi(set, async (c) => {
			const { event: address, person } = await of(c, c.req.valid('param').event);
			await setWall(deps, address, c.req.valid('json'), person);
			return c.json(await view(address), 200);
		})
		.openapi(read, async (c) => c.json(await view((await of(c, c.req.valid('param').event)).event), 200))
		.openapi(decide, async (c) => {
			const { event: wanted, post } = c.req.valid('param');
			const { event: address, person } = await of(c, wanted);
			await decidePost(deps, address, { id: post, ...c.req.valid('json') }, person);
			return c.json(await view(address), 200);
		})
		.openapi(letWrite, async (c) => {
			const { event: wanted, block } = c.req.valid('param');
			await unblock(deps, (await of(c, wanted)).event, block);
			return c.body(null, 204);
		});
}
