import { sql } from 'drizzle-orm';
import { index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import type { PictureColours } from '#shared/picture.ts';
import type { Crop } from '#shared/renditions.server.ts';
import { accounts } from './accounts.ts';
import { platform, time } from './schema.ts';

export type MediaState = 'waiting' | 'ready' | 'refused';

/**
 * Pictures of an account. A row does not change once it is ready: another part of the same upload is another row. What
 * it shows is described by the draft that uses it, in both languages.
 */
export const media = platform.table(
	'media',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: uuid()
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		/** SHA-256 (hex) of the upright original that is kept, without EXIF; null until it is decoded. */
		original: text(),
		kind: text().$type<'image'>().notNull(),
		/** Of the original. */
		bytes: integer().notNull().default(0),
		w: integer().notNull().default(0),
		h: integer().notNull().default(0),
		state: text().$type<MediaState>().notNull().default('waiting'),
		/** Why it was refused, as a stable code. */
		reason: text(),
		crop: jsonb().$type<Crop>(),
		/** SHA-256 (hex) of the manifest, which names the public files. */
		sha256: text(),
		colours: jsonb().$type<PictureColours>(),
		/** SHA-256 (hex) of the events' documents that name it: these files stay for ever. */
		documents: text().array().notNull().default(sql`'{}'`),
		createdAt: time().notNull(),
	},
	(t) => [index().on(t.account, t.createdAt), index().on(t.original), index().on(t.sha256)],
);

export type MediaRow = typeof media.$inferSelect;
