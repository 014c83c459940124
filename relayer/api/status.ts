import { createRoute, z } from '@hono/zod-openapi';
import { type Deps, guarded } from './deps.ts';
import { json } from './order-routes.ts';

const healthz = createRoute({
	method: 'get',
	path: '/healthz',
	summary: 'The process is alive',
	responses: { 200: { description: 'Alive.', ...json(z.object({ ok: z.boolean() })) } },
});

const readiness = json(
	z.object({
		ready: z.boolean(),
		database: z.boolean(),
		rpc: z.boolean(),
		provider: z.boolean().nullable().openapi({
			description: 'the payment provider; null where there is none. Orders can be read without it.',
		}),
	}),
);
const readyz = createRoute({
	method: 'get',
	path: '/readyz',
	summary: 'The database and the network answer',
	responses: {
		200: { description: 'Ready.', ...readiness },
		503: { description: 'Not now.', ...readiness },
	},
});

export const statusRoutes = ({ reached }: Deps) =>
	guarded()
		.openapi(healthz, (c) => c.json({ ok: true }, 200))
		.openapi(readyz, async (c) => {
			const found = await reached();
			const ready = found.database && found.rpc;
			return c.json({ ready, ...found }, ready ? 200 : 503);
		});
