import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { Permission } from '#shared/roles.ts';
import { type AccountKind, accounts, identities, organizers } from '../models/accounts.ts';
import { drafts } from '../models/drafts.ts';
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
	/** Addresses of published events, within the rights. */
	publications: string[];
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
	const of = rows.map((row) => row.member.account);
	const [wallets, published] = await Promise.all([walletsOf(db, of), publicationsOf(db, of)]);
	return rows.map(({ member, kind, name }) => ({
		account: member.account,
		kind,
		name,
		may: member.permissions,
		events: member.events,
		until: member.until?.toISOString() ?? null,
		wallets: wallets.filter((each) => each.account === member.account).map((each) => each.key),
		publications: published
			.filter((each) => each.account === member.account)
			.filter((each) => member.events === null || member.events.includes(each.draft))
			.map((each) => each.event!),
	}));
}

/** Published events of accounts, newest first. */
export const publicationsOf = (db: Reader, of: string[]) =>
	db
		.select({ account: drafts.account, draft: drafts.id, event: drafts.publishedEvent })
		.from(drafts)
		.where(and(isNotNull(drafts.publishedEvent), inArray(drafts.account, of)))
		.orderBy(desc(drafts.publishedNo));

/** Wallets of accounts, oldest first. */
export const walletsOf = (db: Reader, of: string[]) =>
	db
		.select({ account: identities.account, key: identities.key })
		.from(identities)
		.where(and(eq(identities.kind, 'wallet'), inArray(identities.account, of)))
		.orderBy(asc(identities.createdAt), asc(identities.id));
