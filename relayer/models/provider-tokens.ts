import { text } from 'drizzle-orm/pg-core';
import type { Provider } from '../providers.ts';
import { bytes, relay, time } from './schema.ts';

/** A provider's access token, encrypted: one for all processes, since a new one ends the one before. */
export const providerTokens = relay.table('provider_tokens', {
	provider: text().$type<Provider>().primaryKey(),
	sealed: bytes().notNull(),
	expiresAt: time().notNull(),
});
