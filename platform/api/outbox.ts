import { createRoute, z } from '@hono/zod-openapi';
import { desc, lt } from 'drizzle-orm';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { messages } from '../models/messages.ts';
import { openMessage } from '../notify/enqueue.ts';
import { type Deps, guarded } from './api-deps.ts';

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
	summary: 'Localnet only: messages, which are not sent',
	request: {
		query: z.object({
			before: z
				.string()
				.regex(/^\d{1,18}$/)
				.optional()
				.openapi({ description: '`next` of the page before' }),
		}),
	},
	responses: {
		...problems(400, 404),
		200: {
			description: 'A page, newest first.',
			...json(z.object({ items: z.array(messageSchema), next: z.string().nullable() })),
		},
	},
});

/** Messages with their texts, on localnet only: where messages are really sent there is no such route (404 NOT_FOUND). */
export const outboxRoutes = ({ db, seal, outboxOpen }: Deps) =>
	guarded().openapi(outbox, async (c) => {
		if (!outboxOpen) return c.notFound() as never;
		const { before } = c.req.valid('query');
		const found = await db
			.select()
			.from(messages)
			.where(before === undefined ? undefined : lt(messages.id, BigInt(before)))
			.orderBy(desc(messages.id))
			.limit(shown + 1);
		const rows = found.slice(0, shown);
		const next = found.length > shown ? String(rows.at(-1)!.id) : null;
		const items = rows.map((row) => ({
			id: String(row.id),
			...openMessage(seal, row),
			state: row.state,
			createdAt: row.createdAt.toISOString(),
		}));
		return c.json({ items, next }, 200);
	});
