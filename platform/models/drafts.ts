import { sql } from 'drizzle-orm';
import { customType, index, integer, numeric, text, uuid } from 'drizzle-orm/pg-core';
import { cleanDraft } from '#shared/draft-fields.ts';
import { accounts } from './accounts.ts';
import type { DraftContent } from './draft-content.ts';
import { platform, time } from './schema.ts';

/** What an organizer writes; cleaned as it is read, since drafts from before words were cleaned may be in the table. */
const draftContent = customType<{ data: DraftContent; driverData: DraftContent | string }>({
	dataType: () => 'jsonb',
	toDriver: (value) => JSON.stringify(value),
	fromDriver: (value) => cleanDraft(typeof value === 'string' ? JSON.parse(value) : value, null),
});

/** An event that an account is still writing, or has published. */
export const drafts = platform.table(
	'drafts',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: uuid()
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		/** Rises with every change; a save names the version that it read. */
		version: integer().notNull().default(1),
		content: draftContent().notNull(),
		/** The nonce of `create_event`: the contract refuses to publish the same one twice. */
		nonce: numeric({ precision: 20, scale: 0, mode: 'bigint' }).notNull(),
		/** SHA-256 (hex) of the documents that were written from it. */
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
