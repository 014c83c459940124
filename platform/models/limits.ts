import { index, integer, text } from 'drizzle-orm/pg-core';
import { platform, time } from './schema.ts';

/** Requests within a window, by the HMAC of who and what: shared by all processes. */
export const limits = platform.table(
	'limits',
	{ key: text().primaryKey(), count: integer().notNull(), endsAt: time().notNull() },
	(t) => [index().on(t.endsAt)],
);
