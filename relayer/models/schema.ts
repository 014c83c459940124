import { bigint, pgSchema } from 'drizzle-orm/pg-core';

export {
	bytes,
	type Database,
	money,
	name,
	type Reader,
	type Transaction,
	time,
	u64,
} from '#shared/service/columns.server.ts';

/** Fiat orders, providers' messages, and where the money went. */
export const relay = pgSchema('relay');

export const id64 = () => bigint({ mode: 'bigint' });
