import { and, eq } from 'drizzle-orm';
import { phoneMark } from '#shared/phone-mark.server.ts';
import type { Seal } from '#shared/seal.server.ts';
import { identities } from '../models/accounts.ts';
import type { Database } from '../models/schema.ts';

/** The numbers that sign a person in, as `Session.phones` names them. */
export async function phonesOf(
	{ db, seal }: { db: Database; seal: Seal },
	person: string,
): Promise<string[]> {
	const rows = await db
		.select({ sealed: identities.sealed })
		.from(identities)
		.where(and(eq(identities.account, person), eq(identities.kind, 'phone')));
	return rows.map(({ sealed }) => phoneMark(person, seal.open(sealed!)));
}
