import { type WallVisit, wallOf } from '#lib/organizer/wall-of.server.ts';
import { actOn } from '#lib/server/act-on.server.ts';
import { onlyAway } from '#lib/server/only-away.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { event, wall, param } = await wallOf(visit);
	const posts = await unwrap(wall.posts.$get({ param })).catch(onlyAway);
	const { no, name } = event;
	return {
		event: { no, name },
		wall: posts,
		screen: `${visit.url.origin}/wall/${no}`,
		readAt: new Date().toISOString(),
	};
};

const act = (
	visit: WallVisit,
	work: (of: Awaited<ReturnType<typeof wallOf>>, form: FormData) => Promise<unknown>,
) =>
	actOn(visit, wallOf, async (of, form) => {
		await work(of, form);
		return { fault: null };
	});

const decide = (visit: WallVisit, decision: 'approve' | 'hide' | 'block') =>
	act(visit, ({ wall, param }, form) =>
		unwrap(
			wall.posts[':post'].$post({ param: { ...param, post: String(form.get('id')) }, json: { decision } }),
		),
	);

export const actions: Actions = {
	policy: (visit) =>
		act(visit, async ({ wall, param }, form) => {
			const { paused } = await unwrap(wall.posts.$get({ param }));
			const policy = form.get('policy') === 'approve_first' ? 'approve_first' : 'off';
			await unwrap(wall.$put({ param, json: { policy, paused } }));
		}),
	pause: (visit) =>
		act(visit, async ({ wall, param }, form) => {
			const { policy } = await unwrap(wall.posts.$get({ param }));
			await unwrap(wall.$put({ param, json: { policy, paused: form.get('paused') === '1' } }));
		}),
	approve: (visit) => decide(visit, 'approve'),
	hide: (visit) => decide(visit, 'hide'),
	block: (visit) => decide(visit, 'block'),
	unblock: (visit) =>
		act(visit, ({ wall, param }, form) =>
			unwrap(wall.blocks[':block'].$delete({ param: { ...param, block: String(form.get('id')) } })),
		),
};
