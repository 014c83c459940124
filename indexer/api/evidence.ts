import { createRoute, type RouteConfigToTypedResponse, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { resource } from '#shared/service/problems.server.ts';
import type { EvidenceFiles } from '../evidence/evidence-files.ts';
import { ledgerQuery } from './cursor.ts';
import { answer } from './problems.ts';

const file = z.looseObject({ format: z.string() }).openapi('Evidence', {
	description:
		'What `npm run audit -- --from <file>` and the audit page check without a network: announcement, events, movements of the asset, entries, proofs, code and document. `shared/chain/audit/readings.ts` describes each field.',
});

const ofEvent = createRoute({
	method: 'get',
	path: '/events/{event}/evidence',
	summary: 'An event’s evidence file: all that an audit needs, also after all nodes have dropped its ledgers',
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
		}),
		query: z.object(ledgerQuery),
	},
	responses: answer(file, 'The file.'),
});

/** The bytes are JSON already. */
type FileAnswer = RouteConfigToTypedResponse<typeof ofEvent>;

/** Answers with EVENT_NOT_FOUND, and with EVIDENCE_BUSY while others are made. */
export const evidenceRoutes = (evidence: EvidenceFiles, askerOf: (c: Context) => string) =>
	resource().openapi(ofEvent, async (c) => {
		const { event } = c.req.valid('param');
		const { json, tag } = await evidence(event, askerOf(c));
		c.header('ETag', tag);
		c.header('Content-Disposition', `attachment; filename="passa-evidence-${event}.json"`);
		const written: unknown = c.body(json, 200, { 'Content-Type': 'application/json' });
		return written as FileAnswer;
	});
