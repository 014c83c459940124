import { asc, eq } from 'drizzle-orm';
import { permissions, type Role, roles } from '#shared/roles.ts';
import { ownSession, type Session } from '#shared/session.server.ts';
import { grants, identities } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { type Admins, adminKey } from './identifier.ts';

/**
 * The session of a person who acts for themself, with the roles that are granted and configured at this moment. Only an
 * organizer holds permissions for their own account: all of them.
 */
export async function sessionOf(db: Reader, admins: Admins, account: string): Promise<Session> {
	const [granted, known] = await Promise.all([
		db.select({ role: grants.role }).from(grants).where(eq(grants.account, account)),
		db
			.select({ kind: identities.kind, key: identities.key })
			.from(identities)
			.where(eq(identities.account, account))
			.orderBy(asc(identities.createdAt), asc(identities.id)),
	]);
	const held = new Set<Role>(['fan', ...granted.map((g) => g.role)]);
	if (known.some((each) => admins.has(adminKey(each.kind, each.key)))) held.add('support').add('admin');
	return ownSession(
		account,
		roles.filter((role) => held.has(role)),
		{
			may: held.has('organizer') ? [...permissions] : [],
			wallets: known.filter((each) => each.kind === 'wallet').map((each) => each.key),
		},
	);
}
