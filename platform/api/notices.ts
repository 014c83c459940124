import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { and, asc, eq, inArray } from 'drizzle-orm';
import { problems } from '#shared/service/problems.server.ts';
import { identities } from '../models/accounts.ts';
import { messages } from '../models/messages.ts';
import { enqueue } from '../notify/enqueue.ts';
import { noticeKinds, noticeWords } from '../notify/notice-words.ts';
import { languages, newAddressWords } from '../notify/words.ts';
import { type Deps, guarded, nowOf } from './api-deps.ts';
import { json } from './sign-in.ts';

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

const news = createRoute({
	method: 'put',
	path: '/people/{id}/news',
	summary: 'For the relayer: tell all contacts of a person of a new address for their money, once for its id',
	request: {
		params,
		body: {
			...json(
				z.strictObject({
					id: z.uuid(),
					language: z.enum(languages),
					address: z.string().length(56),
					usableAt: z.iso.datetime(),
				}),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 403),
		200: { description: 'How many contacts.', ...json(z.object({ contacts: z.int() })) },
	},
});

/** A person may have a number and an address: each gets its message once. */
function idFor(id: string, value: string): string {
	const hex = createHash('sha256').update(`${id} ${value}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

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
		.openapi(proved, async (c) => {
			const { id } = c.req.valid('param');
			return c.json({ items: uuid.safeParse(id).success ? await provedBy(deps, id) : [] }, 200);
		})
		.openapi(news, async (c) => {
			const { id: person } = c.req.valid('param');
			const { id, language, address, usableAt } = c.req.valid('json');
			const contacts = await provedBy(deps, person);
			const words = newAddressWords(language, { address, usableAt, link: `${deps.origin}/account/held` });
			const expiresAt = new Date(deps.clock.now() + newsMilliseconds);
			await deps.db.transaction(async (tx) => {
				for (const { kind, value } of contacts) {
					const message = { channel: kind === 'phone' ? 'sms' : 'email', to: value, ...words } as const;
					const notice = idFor(id, value);
					await enqueue(tx, deps.seal, message, { createdAt: nowOf(deps), expiresAt, notice });
				}
			});
			return c.json({ contacts: contacts.length }, 200);
		});

async function noticeOf({ db }: Deps, id: string) {
	const [row] = await db
		.select({ state: messages.state, reason: messages.reason })
		.from(messages)
		.where(eq(messages.notice, id));
	return row ?? null;
}

async function provedBy({ db, seal }: Deps, person: string) {
	const rows = await db
		.select({ kind: identities.kind, sealed: identities.sealed })
		.from(identities)
		.where(and(eq(identities.account, person), inArray(identities.kind, ['phone', 'email'])))
		.orderBy(asc(identities.createdAt), asc(identities.id));
	return rows.map(({ kind, sealed }) => ({ kind: kind as 'phone' | 'email', value: seal.open(sealed!) }));
}
