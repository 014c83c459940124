import { createRoute, z } from '@hono/zod-openapi';
import { sql } from 'drizzle-orm';
import type { Database } from '../models/schema.ts';
import { guarded } from './deps.ts';
import { json } from './sign-in.ts';

const healthz = createRoute({
	method: 'get',
	path: '/healthz',
	summary: 'The process is alive',
	responses: { 200: { description: 'Alive.', ...json(z.object({ ok: z.boolean() })) } },
});

const readiness = json(z.object({ ready: z.boolean(), reason: z.string() }));
const readyz = createRoute({
	method: 'get',
	path: '/readyz',
	summary: 'The database answers',
	responses: {
		200: { description: 'Ready.', ...readiness },
		503: { description: 'Not now.', ...readiness },
	},
});

export const statusRoutes = (db: Database) =>
	guarded()
		.openapi(healthz, (c) => c.json({ ok: true }, 200))
		.openapi(readyz, async (c) => {
			const answers = await db.execute(sql`SELECT 1`).then(
				() => true,
				() => false,
			);
			return answers
				? c.json({ ready: true, reason: 'the database answers' }, 200)
				: c.json({ ready: false, reason: 'the database does not answer' }, 503);
		});
