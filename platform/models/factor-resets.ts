import { sql } from 'drizzle-orm';
import { boolean, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { platform, time } from './schema.ts';

/** `done`: the factors are gone. `cancelled`: by the person, or by support. */
export type ResetEnd = 'done' | 'cancelled';

/** A request to remove all second factors of a person who has lost them: two support people agree, and it is done three days later. */
export const factorResets = platform.table(
	'factor_resets',
	{
		id: uuid().primaryKey().defaultRandom(),
		/** The person who has lost them. */
		account: uuid()
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		askedBy: uuid().notNull(),
		/** How the person was recognised. */
		note: text().notNull(),
		/** They have also lost the passkeys that sign for the account that Passa holds: a new one may replace them. */
		held: boolean().notNull().default(false),
		/** The second person of support. */
		agreedBy: uuid(),
		/** When the factors go; null until both agree. */
		dueAt: time(),
		endedAt: time(),
		end: text().$type<ResetEnd>(),
		createdAt: time().notNull(),
	},
	(t) => [uniqueIndex('factor_resets_open').on(t.account).where(sql`${t.endedAt} IS NULL`)],
);
