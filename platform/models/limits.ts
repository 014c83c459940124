import { index, integer, text } from 'drizzle-orm/pg-core';
import { platform, time } from './schema.ts';

/** Request counts per window, by an HMAC of caller and action; shared by all processes. */
export const limits = platform.table(
	'limits',
	{ key: text().primaryKey(), count: integer().notNull(), endsAt: time().notNull() },
	(t) => [index().on(t.endsAt)],
);
