import { and, eq, isNull, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { AccountKind } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { members } from '../models/teams.ts';

export type ManagerLeftError = PassaError<'LAST_MANAGER'>;

/**
 * Throws ManagerLeftError, after a change, when a company has no member left who may change its members, for all events
 * and without an end. A person's own account always has its person.
 */
export async function assertManagerLeft(tx: Reader, account: string, kind: AccountKind): Promise<void> {
	if (kind === 'person') return;
	const manages = sql`'members' = ANY (${members.permissions})`;
	const unlimited = and(isNull(members.events), isNull(members.until));
	const left = await tx
		.select({ id: members.id })
		.from(members)
		.where(and(eq(members.account, account), manages, unlimited))
		.limit(1);
	if (left.length > 0) return;
	throw new PassaError(
		'LAST_MANAGER',
		'A team needs somebody who may manage its members. Give that to another member first.',
		{ status: 409 },
	);
}
