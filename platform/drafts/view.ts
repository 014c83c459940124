import { z } from '@hono/zod-openapi';
import { draftContent } from '../models/draft-content.ts';
import type { DraftRow } from '../models/drafts.ts';

const time = z.string().openapi({ format: 'date-time' });
const published = z
	.object({ event: z.string().openapi({ description: 'C…' }), no: z.int(), at: time })
	.nullable();

/** A draft as its editor gets it. Times are ISO 8601. */
export const draftSchema = z
	.object({
		id: z.string(),
		version: z.int().openapi({ description: 'send it with the next save' }),
		content: draftContent,
		createdAt: time,
		updatedAt: time,
		published,
	})
	.openapi('Draft');

export const draftSummarySchema = z
	.object({
		id: z.string(),
		version: z.int(),
		name: z.string().openapi({ description: 'empty where the draft has none yet' }),
		startsAt: z.string().openapi({ description: 'Africa/Nairobi, as in the content; may be empty' }),
		updatedAt: time,
		published,
	})
	.openapi('DraftSummary');

export const savedSchema = z.object({ version: z.int(), updatedAt: time }).openapi('DraftSaved');

export type DraftView = z.infer<typeof draftSchema>;
export type DraftSummary = z.infer<typeof draftSummarySchema>;

const publishedOf = (row: DraftRow): DraftView['published'] =>
	row.publishedEvent === null
		? null
		: { event: row.publishedEvent, no: row.publishedNo!, at: row.publishedAt!.toISOString() };

export const draftView = (row: DraftRow): DraftView => ({
	id: row.id,
	version: row.version,
	content: row.content,
	createdAt: row.createdAt.toISOString(),
	updatedAt: row.updatedAt.toISOString(),
	published: publishedOf(row),
});

export const draftSummary = (row: DraftRow): DraftSummary => ({
	id: row.id,
	version: row.version,
	name: row.content.basics.name,
	startsAt: row.content.basics.startsAt,
	updatedAt: row.updatedAt.toISOString(),
	published: publishedOf(row),
});
