import { index, integer, text } from 'drizzle-orm/pg-core';
import { relay, time } from './schema.ts';

/** Request counts per window, by an HMAC of the caller; shared by all processes. */
export const limits = relay.table(
	'limits',
	{ key: text().primaryKey(), count: integer().notNull(), endsAt: time().notNull() },
	(t) => [index('limits_ends').on(t.endsAt)],
);
