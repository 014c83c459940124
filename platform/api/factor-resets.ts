import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { readIdentifier } from '../accounts/identifier.ts';
import { agreeReset, askReset, cancelReset, openResets, resetOf } from '../factors/reset-factors.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';

const view = z
	.object({
		id: z.string(),
		note: z.string(),
		held: z.boolean().openapi({ description: 'also the passkeys of the account that Passa holds for them' }),
		mine: z.boolean().openapi({ description: 'the caller asked for it, so another agrees' }),
		createdAt: z.string(),
		dueAt: z.string().nullable().openapi({ description: 'null: a second person has not agreed' }),
	})
	.openapi('FactorReset');
const refused = problems(400, 401, 403, 404, 409);
const list = {
	...refused,
	200: { description: 'Those that are not over.', ...json(z.object({ items: z.array(view) })) },
};
const own = {
	...refused,
	200: {
		description: 'When the caller’s factors are removed; null: they are not.',
		...json(z.object({ dueAt: z.string().nullable(), held: z.boolean() })),
	},
};
const params = z.object({ id: z.uuid() });

const read = createRoute({
	method: 'get',
	path: '/support/factor-resets',
	summary: 'People who have lost all second factors',
	responses: list,
});
const ask = createRoute({
	method: 'post',
	path: '/support/factor-resets',
	summary: 'Ask to remove somebody’s second factors: another person of support agrees',
	request: {
		body: {
			...json(
				z.strictObject({ person: z.string().max(254), note: z.string().min(1).max(1000), held: z.boolean() }),
			),
			required: true,
		},
	},
	responses: list,
});
const agree = createRoute({
	method: 'post',
	path: '/support/factor-resets/{id}/agree',
	summary:
		'Agree as the second support person: the account’s contacts get a message, and the factors are removed three days later',
	request: { params },
	responses: list,
});
const stop = createRoute({
	method: 'delete',
	path: '/support/factor-resets/{id}',
	summary: 'Stop it',
	request: { params },
	responses: list,
});
const mine = createRoute({
	method: 'get',
	path: '/me/factor-reset',
	summary: 'Whether support removes the caller’s second factors',
	responses: own,
});
const refuse = createRoute({
	method: 'delete',
	path: '/me/factor-reset',
	summary: 'Stop that, from any session',
	responses: own,
});

/** Support for who has lost all second factors. Answers with ResetError. */
export function factorResetRoutes(deps: Deps) {
	const items = async (by: string) => ({ items: await openResets(deps.db, by) });
	const due = (account: string) => resetOf(deps.db, account);
	return guarded()
		.openapi(read, async (c) => c.json(await items(sessionIn(c).by), 200))
		.openapi(ask, async (c) => {
			const { person, note, held } = c.req.valid('json');
			const session = sessionIn(c);
			await askReset(deps, session, { person: readIdentifier(person), note, held });
			return c.json(await items(session.by), 200);
		})
		.openapi(agree, async (c) => {
			const session = sessionIn(c);
			await agreeReset(deps, session, c.req.valid('param').id);
			return c.json(await items(session.by), 200);
		})
		.openapi(stop, async (c) => {
			await cancelReset(deps, { id: c.req.valid('param').id });
			return c.json(await items(sessionIn(c).by), 200);
		})
		.openapi(mine, async (c) => c.json(await due(sessionIn(c).by), 200))
		.openapi(refuse, async (c) => {
			await cancelReset(deps, { account: sessionIn(c).by });
			return c.json(await due(sessionIn(c).by), 200);
		});
}
