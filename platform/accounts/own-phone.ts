import { and, desc, eq } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import { identities } from '../models/accounts.ts';
import type { Database } from '../models/schema.ts';

/** The newest number that signs a person in, in clear, so that they need not type it again; null if there is none. */
export async function ownPhone(
	{ db, seal }: { db: Database; seal: Seal },
	person: string,
): Promise<string | null> {
	const [row] = await db
		.select({ sealed: identities.sealed })
		.from(identities)
		.where(and(eq(identities.account, person), eq(identities.kind, 'phone')))
		.orderBy(desc(identities.createdAt), desc(identities.id))
		.limit(1);
	return row ? seal.open(row.sealed!) : null;
}
