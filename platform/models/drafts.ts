import { sql } from 'drizzle-orm';
import { index, integer, jsonb, numeric, text, uuid } from 'drizzle-orm/pg-core';
import type { DraftContent } from '../drafts/draft.ts';
import { accounts } from './accounts.ts';
import { platform, time } from './schema.ts';

/** An event that its organizer is still writing, or has published. */
export const drafts = platform.table(
	'drafts',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: uuid()
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		/** Rises with every change: who saves names the one they saw. */
		version: integer().notNull().default(1),
		content: jsonb().$type<DraftContent>().notNull(),
		/** Of `create_event`: with it the contract refuses to publish a draft twice. */
		nonce: numeric({ precision: 20, scale: 0, mode: 'bigint' }).notNull(),
		/** SHA-256 of the documents that were written of it, hex. */
		documents: text().array().notNull().default(sql`'{}'`),
		createdAt: time().notNull(),
		updatedAt: time().notNull(),
		publishedEvent: text().unique('drafts_published_event_unique'),
		publishedNo: integer(),
		publishedAt: time(),
	},
	(t) => [index().on(t.account, t.updatedAt)],
);

export type DraftRow = typeof drafts.$inferSelect;
