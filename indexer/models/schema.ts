import { bigint, customType, pgSchema } from 'drizzle-orm/pg-core';
import { cleanMetadata, type Metadata, metadataSchema } from '#shared/metadata.ts';

export {
	bytes,
	type Database,
	money,
	name,
	type Reader,
	type Transaction,
	u64,
} from '#shared/service/columns.server.ts';

/** Everything in this schema can be rebuilt from the chain. */
export const chain = pgSchema('chain');

/** A u32 of the contract, which may be larger than Postgres's integer. */
export const u32 = () => bigint({ mode: 'number' });

/**
 * An event's document; cleaned as it is read, as names are. One that somebody changed here stays as it is: the audit
 * reads it too.
 */
export const metadata = customType<{ data: Metadata; driverData: Metadata | string }>({
	dataType: () => 'jsonb',
	toDriver: (value) => JSON.stringify(value),
	fromDriver(value) {
		const stored = typeof value === 'string' ? (JSON.parse(value) as Metadata) : value;
		return metadataSchema.safeParse(stored).success ? cleanMetadata(stored) : stored;
	},
});
