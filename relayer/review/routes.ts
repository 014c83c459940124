import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { askedSchema, caseSchema, decisionSchema, evidenceSchema, reviewState } from './case-schemas.ts';
import { decideCase } from './decide-case.ts';
import { listCases } from './list-cases.ts';
import { openForPerson } from './open-for-person.ts';
import { readCase } from './read-case.ts';
import type { ReviewDeps } from './review-deps.ts';

const params = z.object({ id: z.uuid() });
const theCase = { description: 'The case with its evidence.', ...json(evidenceSchema) };

const list = createRoute({
	method: 'get',
	path: '/review',
	summary: 'What only a person can decide',
	request: {
		query: z.object({
			state: reviewState.default('open'),
			cursor: z.string().max(100).optional().openapi({ description: '`next` of the page before' }),
		}),
	},
	responses: {
		...problems(400, 401, 403, 503),
		200: {
			description: 'A page of cases: open ones oldest first, decided ones newest first.',
			...json(z.object({ items: z.array(caseSchema), next: z.string().nullable() })),
		},
	},
});

const read = createRoute({
	method: 'get',
	path: '/review/{id}',
	summary: 'A case, with everything that is known of it',
	request: { params },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theCase },
});

const decide = createRoute({
	method: 'post',
	path: '/review/{id}/decision',
	summary: 'Decide a case: it is recorded with who decided',
	request: { params, body: { ...json(decisionSchema), required: true } },
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: theCase,
		202: { ...theCase, description: 'It waits for a second person, who has to decide the same.' },
	},
});

const ask = createRoute({
	method: 'post',
	path: '/review',
	summary: 'Open a case for an order or a payment: it goes on until somebody decides',
	request: { body: { ...json(askedSchema), required: true } },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { ...theCase, description: 'Its open case.' },
		201: theCase,
	},
});

/** For support: the guard refuses all others. */
export const reviewRoutes = (deps: ReviewDeps) =>
	resource<Guarded>()
		.openapi(list, async (c) => {
			const { state, cursor } = c.req.valid('query');
			return c.json(await listCases(deps.db, state, cursor), 200);
		})
		.openapi(read, async (c) => c.json(await readCase(deps, c.req.valid('param').id, personOf(c)), 200))
		.openapi(ask, async (c) => {
			const by = personOf(c);
			const { id, isNew } = await openForPerson(deps, { ...c.req.valid('json'), by });
			return c.json(await readCase(deps, id, by), isNew ? 201 : 200);
		})
		.openapi(decide, async (c) => {
			const { id } = c.req.valid('param');
			const { costKes, ...decided } = c.req.valid('json');
			const by = personOf(c);
			const done = await decideCase(deps, id, { ...decided, costKes: BigInt(costKes), by });
			return c.json(await readCase(deps, id, by), done === 'done' ? 200 : 202);
		});

/** The person, not the account acted for: all their sessions are one person. */
const personOf = (c: Context<Guarded>): string => c.get('session')!.by;
