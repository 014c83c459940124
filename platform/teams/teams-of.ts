import { and, asc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Permission } from '#shared/roles.ts';
import { type AccountKind, accounts, identities, organizers } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { members } from '../models/teams.ts';

/** An account of others that a person acts for. */
export type Team = {
	account: string;
	kind: AccountKind;
	name: string;
	may: Permission[];
	events: string[] | null;
	until: string | null;
	wallets: string[];
};

/** The accounts that a person is a member of now, in the order of joining. */
export async function teamsOf(db: Reader, person: string, now: Date): Promise<Team[]> {
	const valid = or(isNull(members.until), gt(members.until, now));
	const rows = await db
		.select({ member: members, kind: accounts.kind, name: organizers.name })
		.from(members)
		.innerJoin(accounts, eq(accounts.id, members.account))
		.innerJoin(organizers, eq(organizers.account, members.account))
		.where(and(eq(members.person, person), valid))
		.orderBy(asc(members.createdAt), asc(members.id));
	const wallets = await walletsOf(
		db,
		rows.map((row) => row.member.account),
	);
	return rows.map(({ member, kind, name }) => ({
		account: member.account,
		kind,
		name,
		may: member.permissions,
		events: member.events,
		until: member.until?.toISOString() ?? null,
		wallets: wallets.filter((each) => each.account === member.account).map((each) => each.key),
	}));
}

/** Wallets of accounts, oldest first. */
export const walletsOf = (db: Reader, of: string[]) =>
	db
		.select({ account: identities.account, key: identities.key })
		.from(identities)
		.where(and(eq(identities.kind, 'wallet'), inArray(identities.account, of)))
		.orderBy(asc(identities.createdAt), asc(identities.id));
