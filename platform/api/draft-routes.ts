import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { eventInitSchema } from '../drafts/event-init-schema.ts';
import { previewSchema } from '../drafts/preview.ts';
import { draftSchema, draftSummarySchema, savedSchema } from '../drafts/view.ts';
import { draftContent } from '../models/draft-content.ts';

/** The routes of `drafts.ts` as OpenAPI and the typed client describe them. */
const params = z.object({ id: z.uuid() });
const refused = problems(400, 401, 403, 404, 409);

export const list = createRoute({
	method: 'get',
	path: '/drafts',
	summary: 'The drafts of the account acted for, last changed first',
	responses: {
		...problems(401, 403),
		200: { description: 'The drafts.', ...json(z.object({ items: z.array(draftSummarySchema) })) },
	},
});

export const create = createRoute({
	method: 'post',
	path: '/drafts',
	summary: 'Create a draft, empty or with the given content',
	request: {
		body: {
			...json(z.strictObject({ content: draftContent.optional() }).openapi('NewDraft')),
			required: true,
		},
	},
	responses: { ...refused, 201: { description: 'The draft.', ...json(draftSchema) } },
});

export const get = createRoute({
	method: 'get',
	path: '/drafts/{id}',
	summary: 'A draft',
	request: { params },
	responses: { ...refused, 200: { description: 'The draft.', ...json(draftSchema) } },
});

export const save = createRoute({
	method: 'put',
	path: '/drafts/{id}',
	summary: 'Save a draft over the version that was read; 409 DRAFT_CHANGED when there is a newer one',
	request: {
		params,
		body: {
			...json(z.strictObject({ version: z.int().min(1), content: draftContent }).openapi('SaveDraft')),
			required: true,
		},
	},
	responses: { ...refused, 200: { description: 'Its new version.', ...json(savedSchema) } },
});

export const remove = createRoute({
	method: 'delete',
	path: '/drafts/{id}',
	summary: 'Delete a draft that is not published',
	request: { params },
	responses: { ...refused, 204: { description: 'Gone.' } },
});

export const preview = createRoute({
	method: 'post',
	path: '/drafts/{id}/preview',
	summary: 'Prices, shares of one ticket, and what is missing',
	request: { params },
	responses: { ...refused, ...problems(503), 200: { description: 'As saved.', ...json(previewSchema) } },
});

export const document = createRoute({
	method: 'post',
	path: '/drafts/{id}/document',
	summary: 'Write the event’s document and return what the organizer signs; 409 DRAFT_INCOMPLETE',
	request: { params },
	responses: {
		...refused,
		...problems(429, 503),
		200: {
			description: 'Arguments of the registry’s `create_event`.',
			...json(
				z
					.object({
						registry: z.string(),
						organizer: z.string().openapi({ description: 'the wallet that signs' }),
						nonce: z.string().openapi({ description: 'a whole number' }),
						init: eventInitSchema,
						event: z.string().openapi({ description: 'where the event’s contract will be' }),
						uri: z.string(),
						sha256: z.string(),
					})
					.openapi('Publishing'),
			),
		},
	},
});

export const published = createRoute({
	method: 'post',
	path: '/drafts/{id}/published',
	summary: 'Mark a draft as published; 404 EVENT_NOT_INDEXED in the first seconds',
	request: {
		params,
		body: {
			...json(
				z
					.strictObject({ event: z.string().min(1).max(60).openapi({ description: 'C…, or its number' }) })
					.openapi('PublishedEvent'),
			),
			required: true,
		},
	},
	responses: { ...refused, ...problems(503), 200: { description: 'The draft.', ...json(draftSchema) } },
});
