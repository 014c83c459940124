import { sql } from 'drizzle-orm';
import { text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { platform, time } from './schema.ts';

/** `done`: the factors are gone. `cancelled`: by the person, or by support. */
export type ResetEnd = 'done' | 'cancelled';

/** Somebody has lost all second factors: two persons of support agree, the person is told, and three days pass. */
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
