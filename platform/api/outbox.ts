import { createRoute, z } from '@hono/zod-openapi';
import { desc } from 'drizzle-orm';
import { problems } from '#shared/service/problems.server.ts';
import { messages } from '../models/messages.ts';
import { openMessage } from '../notify/enqueue.ts';
import { type Deps, guarded } from './api-deps.ts';
import { json } from './sign-in.ts';

const shown = 50;

const messageSchema = z
	.object({
		id: z.string(),
		channel: z.enum(['sms', 'email']),
		to: z.string(),
		subject: z.string(),
		text: z.string(),
		state: z.enum(['queued', 'sending', 'sent', 'failed', 'expired']),
		createdAt: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('OutboxMessage');

const outbox = createRoute({
	method: 'get',
	path: '/outbox',
	summary: 'Localnet only: the newest messages, which are not sent',
	responses: {
		...problems(404),
		200: { description: 'Newest first.', ...json(z.object({ items: z.array(messageSchema) })) },
	},
});

/** The newest messages with their texts, on localnet only: elsewhere there is no such route (404 NOT_FOUND). */
export const outboxRoutes = ({ db, seal, outboxOpen }: Deps) =>
	guarded().openapi(outbox, async (c) => {
		if (!outboxOpen) return c.notFound() as never;
		const rows = await db.select().from(messages).orderBy(desc(messages.id)).limit(shown);
		const items = rows.map((row) => ({
			id: String(row.id),
			...openMessage(seal, row),
			state: row.state,
			createdAt: row.createdAt.toISOString(),
		}));
		return c.json({ items }, 200);
	});
