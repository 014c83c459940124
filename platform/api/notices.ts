import { createRoute, z } from '@hono/zod-openapi';
import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { doneHeldReset } from '../factors/reset-factors.ts';
import { messages } from '../models/messages.ts';
import type { Reader } from '../models/schema.ts';
import { enqueue } from '../notify/enqueue.ts';
import { newsWords } from '../notify/news-words.ts';
import { noticeKinds, noticeWords } from '../notify/notice-words.ts';
import { notifyContacts, provedBy } from '../notify/notify-contacts.ts';
import { notifyOrganizers } from '../notify/notify-organizers.ts';
import { organizerNewsKinds } from '../notify/organizer-words.ts';
import { staticPassWords } from '../notify/static-pass-words.ts';
import { languages } from '../notify/words.ts';
import { type Deps, guarded } from './api-deps.ts';

const kind = z.enum(['phone', 'email']);
const contact = { kind, value: z.string().min(3).max(254) };
const params = z.object({ id: z.uuid() });

const noticeBody = z
	.strictObject({
		...contact,
		language: z.enum(languages),
		about: z.enum(noticeKinds),
		eventName: z.string().max(1000),
		qty: z.int().min(1),
		amountKes: z
			.string()
			.regex(/^\d{1,39}$/)
			.nullable(),
		reference: z.string().max(12).nullable(),
		startsAt: z.iso.datetime().optional().openapi({ description: 'of a postponed event' }),
		place: z.string().max(200).optional().openapi({ description: 'of an event that moved' }),
		text: z
			.string()
			.max(120)
			.optional()
			.openapi({ description: 'what an event’s team writes to all who hold a ticket' }),
		gift: z.boolean().optional().openapi({ description: 'the organizer gave the tickets away' }),
		code: z.string().regex(/^[0-9A-Za-z]{10}$/),
		expiresAt: z.iso.datetime(),
	})
	.openapi('NewNotice');

const passedSchema = z
	.object({
		state: z.enum(['queued', 'sending', 'sent', 'failed', 'expired']),
		reason: z.string().nullable().openapi({ description: 'why the last attempt failed: a stable code' }),
	})
	.openapi('Notice');

const put = createRoute({
	method: 'put',
	path: '/notices/{id}',
	summary: 'For the relayer: send a message about an order, once for its id',
	request: { params, body: { ...json(noticeBody), required: true } },
	responses: { ...problems(400, 403), 200: { description: 'How it goes.', ...json(passedSchema) } },
});

const read = createRoute({
	method: 'get',
	path: '/notices/{id}',
	summary: 'For the relayer: how that message goes',
	request: { params },
	responses: {
		...problems(400, 403),
		200: { description: 'Null: unknown.', ...json(z.object({ notice: passedSchema.nullable() })) },
	},
});

const staticPass = createRoute({
	method: 'put',
	path: '/static-passes/{id}',
	summary: 'For the relayer: send a person the code that lets them in without a smartphone, once for its id',
	request: {
		params,
		body: {
			...json(
				z.strictObject({
					phone: z.string().regex(/^\d{9,15}$/),
					language: z.enum(languages),
					entryCode: z.string().regex(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/),
					eventName: z.string().max(1000),
					expiresAt: z.iso.datetime(),
				}),
			),
			required: true,
		},
	},
	responses: { ...problems(400, 403), 200: { description: 'How it goes.', ...json(passedSchema) } },
});

const proved = createRoute({
	method: 'get',
	path: '/people/{id}/contacts',
	summary: 'For the relayer: numbers and addresses that a person has proved by codes',
	request: { params: z.object({ id: z.string().max(64) }) },
	responses: {
		...problems(400, 403),
		200: { description: 'In clear.', ...json(z.object({ items: z.array(z.object(contact)) })) },
	},
});

const newsOf = { id: z.uuid(), language: z.enum(languages) };
const news = createRoute({
	method: 'put',
	path: '/people/{id}/news',
	summary:
		'For the relayer: tell all contacts of a person what is done to the account that it holds, once for its id',
	request: {
		params,
		body: {
			...json(
				z.discriminatedUnion('about', [
					z.strictObject({
						about: z.literal('address'),
						...newsOf,
						address: z.string().length(56),
						usableAt: z.iso.datetime(),
						stopCode: z.string().max(64).nullable(),
					}),
					z.strictObject({
						about: z.enum(['passkey_added', 'passkey_removed', 'passkeys_renewed']),
						...newsOf,
					}),
				]),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 403),
		200: { description: 'How many contacts they have now.', ...json(z.object({ contacts: z.int() })) },
	},
});

const organizerNews = createRoute({
	method: 'put',
	path: '/events/{event}/news',
	summary:
		'For the relayer: tell those who answer for an event that fans ask for their money, or that its checklist has a red line, once for its id',
	request: {
		params: z.object({ event: z.string().length(56) }),
		body: {
			...json(
				z.strictObject({
					id: z.uuid(),
					eventName: z.string().max(1000),
					about: z.enum(organizerNewsKinds).default('money'),
				}),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 403),
		200: { description: 'To how many contacts it goes.', ...json(z.object({ contacts: z.int() })) },
	},
});

const heldReset = createRoute({
	method: 'get',
	path: '/people/{id}/held-reset',
	summary:
		'For the relayer: the newest done reset by which lost passkeys of an account that it holds may be replaced',
	request: { params },
	responses: {
		...problems(400, 403),
		200: {
			description: 'Null: none.',
			...json(z.object({ reset: z.object({ id: z.string(), doneAt: z.string() }).nullable() })),
		},
	},
});

/** A message may wait as long as the address does. */
const newsMilliseconds = 3 * 24 * 3_600_000;

const uuid = z.uuid();

/** Routes between services: who calls them shows the service token. */
export const noticeRoutes = (deps: Deps) =>
	guarded()
		.openapi(put, async (c) => {
			const { id } = c.req.valid('param');
			const { kind, value, language, code, expiresAt, ...notice } = c.req.valid('json');
			const words = noticeWords(language, notice, `${deps.origin}/t/${code}`);
			const message = { channel: kind === 'phone' ? 'sms' : 'email', to: value, ...words } as const;
			const life = { createdAt: nowOf(deps), expiresAt: new Date(expiresAt), notice: id };
			await deps.db.transaction((tx) => enqueue(tx, deps.seal, message, life));
			return c.json((await noticeOf(deps, id))!, 200);
		})
		.openapi(read, async (c) => c.json({ notice: await noticeOf(deps, c.req.valid('param').id) }, 200))
		.openapi(staticPass, async (c) => {
			const { id } = c.req.valid('param');
			const { phone, language, expiresAt, ...text } = c.req.valid('json');
			const message = { channel: 'sms', to: phone, ...staticPassWords(language, text) } as const;
			const life = { createdAt: nowOf(deps), expiresAt: new Date(expiresAt), notice: id };
			await deps.db.transaction((tx) => enqueue(tx, deps.seal, message, life));
			return c.json((await noticeOf(deps, id))!, 200);
		})
		.openapi(proved, async (c) => {
			const { id } = c.req.valid('param');
			return c.json({ items: uuid.safeParse(id).success ? await provedBy(deps.db, deps, id) : [] }, 200);
		})
		.openapi(news, async (c) => {
			const { id: person } = c.req.valid('param');
			const { id, language, ...news } = c.req.valid('json');
			const words = newsWords(language, news, deps.origin);
			const contacts = await deps.db.transaction((tx) =>
				notifyContacts(deps, tx, person, words, { id, lasts: newsMilliseconds }),
			);
			return c.json({ contacts }, 200);
		})
		.openapi(organizerNews, async (c) => {
			const { event } = c.req.valid('param');
			const enqueued = (tx: Reader) => notifyOrganizers(deps, tx, event, c.req.valid('json'));
			return c.json({ contacts: await deps.db.transaction(enqueued) }, 200);
		})
		.openapi(heldReset, async (c) =>
			c.json({ reset: await doneHeldReset(deps.db, c.req.valid('param').id) }, 200),
		);

async function noticeOf({ db }: Deps, id: string) {
	const [row] = await db
		.select({ state: messages.state, reason: messages.reason })
		.from(messages)
		.where(eq(messages.notice, id));
	return row ?? null;
}
