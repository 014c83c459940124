import { createRoute, z } from '@hono/zod-openapi';
import { type DraftTextField, draftTexts, mostActs } from '#shared/draft-fields.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { cleanText, type TextRule, unitsOf } from '#shared/text.ts';
import { sessionOfEvent } from '../drafts/session-of-event.ts';
import { writeDetailsDocument } from '../drafts/write-details-document.ts';
import { writeTierDocument } from '../drafts/write-tier-document.ts';
import { limits } from '../models/limits.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';

const documents = { seconds: 3600, max: 30, code: 'TOO_MANY_REQUESTS' };

const words = (field: DraftTextField, least: number) => {
	const rule: TextRule = draftTexts[field];
	return z
		.string()
		.max(unitsOf(rule))
		.transform((text) => cleanText(text, rule).trim())
		.pipe(z.string().min(least));
};

/** Of the document that was written, and what the organizer signs of it. */
const written = { uri: z.string(), sha256: z.string(), placeHash: z.string() };

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
						...written,
						price: z.string().openapi({ description: 'stroops' }),
						face: z.string().openapi({ description: 'cents' }),
						kesPerUsd: z.string().openapi({ example: '129.00' }),
					})
					.openapi('TierDocument'),
			),
		},
	},
});

const degrees = (most: number) => z.number().min(-most).max(most);
const place = z.union([
	z.strictObject({ name: words('basics.venue.name', 1), city: words('basics.venue.city', 1) }),
	z.strictObject({
		name: words('basics.venue.name', 1),
		city: words('basics.venue.city', 1),
		lat: degrees(90),
		lon: degrees(180),
	}),
]);

const detailsDocument = createRoute({
	method: 'post',
	path: '/events/{event}/details-document',
	summary: 'Write a published event’s document with other details; 409 DOCUMENT_UNKNOWN',
	request: {
		params: z.object({ event: z.string().max(60).openapi({ description: 'its contract’s address' }) }),
		body: {
			...json(
				z
					.strictObject({
						description: words('basics.description', 0),
						category: words('basics.category', 0),
						lineup: z.array(words('basics.lineup', 1)).max(mostActs),
						venue: place,
						picture: z
							.strictObject({
								media: z.uuid().nullable().openapi({ description: 'null: the present one stays' }),
								alt: z.strictObject({ en: words('picture.alt.en', 0), sw: words('picture.alt.sw', 0) }),
							})
							.nullable(),
					})
					.openapi('NewDetails'),
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
						...written,
						before: z.string().openapi({ description: 'the present document’s SHA-256' }),
						moved: z.boolean().openapi({ description: 'another place: it opens refunds' }),
					})
					.openapi('DetailsDocument'),
			),
		},
	},
});

/** Limited because each document is a file that is never deleted. */
const limitDocuments = ({ db, seal, clock }: Deps, account: string) =>
	limitRate(db, limits, seal.keyOf('limit', `document ${account}`), documents, clock.now());

/**
 * Published events of the account acted for. Answers with SessionOfEventError, WriteTierDocumentError,
 * WriteDetailsDocumentError, 429 TOO_MANY_REQUESTS.
 */
export const eventRoutes = (deps: Deps) =>
	guarded()
		.openapi(tierDocument, async (c) => {
			const { event } = c.req.valid('param');
			const session = sessionIn(c);
			await sessionOfEvent(deps, session, event);
			await limitDocuments(deps, session.account);
			return c.json(await writeTierDocument(deps, event, c.req.valid('json')), 200);
		})
		.openapi(detailsDocument, async (c) => {
			const { event } = c.req.valid('param');
			const session = sessionIn(c);
			await sessionOfEvent(deps, session, event);
			await limitDocuments(deps, session.account);
			const details = c.req.valid('json');
			return c.json(await writeDetailsDocument(deps, { account: session.account, event }, details), 200);
		});
