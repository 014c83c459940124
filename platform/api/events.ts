import { createRoute, z } from '@hono/zod-openapi';
import { draftTexts } from '#shared/draft-fields.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { cleanText, unitsOf } from '#shared/text.ts';
import { sessionOfEvent } from '../drafts/session-of-event.ts';
import { writeTierDocument } from '../drafts/write-tier-document.ts';
import { limits } from '../models/limits.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';
import { json } from './sign-in.ts';

/** Limited because each document is a file that is never deleted. */
const documents = { seconds: 3600, max: 30, code: 'TOO_MANY_REQUESTS' };

const words = (field: 'tiers.name' | 'tiers.description', least: number) =>
	z
		.string()
		.max(unitsOf(draftTexts[field]))
		.transform((text) => cleanText(text).trim())
		.pipe(z.string().min(least));

const tierDocument = createRoute({
	method: 'post',
	path: '/events/{event}/tier-document',
	summary: 'Write a published event’s document with one more tier, and price it; 409 DOCUMENT_UNKNOWN',
	request: {
		params: z.object({ event: z.string().max(60).openapi({ description: 'its contract’s address' }) }),
		body: {
			...json(
				z
					.strictObject({
						name: words('tiers.name', 1),
						description: words('tiers.description', 0),
						kes: z
							.string()
							.regex(/^[1-9]\d{0,7}$/)
							.openapi({ description: 'the price in whole shillings' }),
					})
					.openapi('NewTier'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 429, 503),
		200: {
			description: 'What the organizer signs.',
			...json(
				z
					.object({
						uri: z.string(),
						sha256: z.string(),
						placeHash: z.string(),
						price: z.string().openapi({ description: 'stroops' }),
						face: z.string().openapi({ description: 'cents' }),
						kesPerUsd: z.string().openapi({ example: '129.00' }),
					})
					.openapi('TierDocument'),
			),
		},
	},
});

/** Published events of the account acted for. Answers with SessionOfEventError, WriteTierDocumentError, 429 TOO_MANY_REQUESTS. */
export const eventRoutes = (deps: Deps) =>
	guarded().openapi(tierDocument, async (c) => {
		const { event } = c.req.valid('param');
		const session = sessionIn(c);
		await sessionOfEvent(deps, session, event);
		const key = deps.seal.keyOf('limit', `document ${session.account}`);
		await limitRate(deps.db, limits, key, documents, deps.clock.now());
		return c.json(await writeTierDocument(deps, event, c.req.valid('json')), 200);
	});
