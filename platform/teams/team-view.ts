import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm';
import type { Permission } from '#shared/roles.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Session } from '#shared/session.server.ts';
import { masked } from '../accounts/identifier.ts';
import { type AccountKind, accounts, identities, organizers } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { invitations, members } from '../models/teams.ts';
import { haveExpired, type Rights } from './rights.ts';
import { walletsOf } from './teams-of.ts';

export type RightsView = { permissions: Permission[]; events: string[] | null; until: string | null };
export type TeamView = {
	account: string;
	kind: AccountKind;
	name: string;
	wallets: string[];
	members: (RightsView & { id: string; label: string; you: boolean; over: boolean; since: string })[];
	invitations: (RightsView & { id: string; to: string; sentAt: string; expiresAt: string })[];
};

/** An account's members and open invitations, as those who manage them see it. Contacts are masked. */
export async function teamView(
	db: Reader,
	seal: Seal,
	{ account, by }: Session,
	now: Date,
): Promise<TeamView> {
	const [[about], wallets, joined, open] = await Promise.all([
		db
			.select({ kind: accounts.kind, name: organizers.name })
			.from(accounts)
			.innerJoin(organizers, eq(organizers.account, accounts.id))
			.where(eq(accounts.id, account)),
		walletsOf(db, [account]),
		db
			.select()
			.from(members)
			.where(eq(members.account, account))
			.orderBy(asc(members.createdAt), asc(members.id)),
		db
			.select()
			.from(invitations)
			.where(and(eq(invitations.account, account), gt(invitations.expiresAt, now)))
			.orderBy(desc(invitations.createdAt), asc(invitations.id)),
	]);
	const labels = await labelsOf(
		db,
		seal,
		joined.map((row) => row.person),
	);
	return {
		account,
		...about!,
		wallets: wallets.map((each) => each.key),
		members: joined.map((row) => ({
			id: row.id,
			label: labels.get(row.person) ?? '',
			you: row.person === by,
			over: haveExpired(row, now),
			since: row.createdAt.toISOString(),
			...viewOf(row),
		})),
		invitations: open.map((row) => ({
			id: row.id,
			to: masked({ kind: row.kind, value: seal.open(row.sealed) }),
			sentAt: row.createdAt.toISOString(),
			expiresAt: row.expiresAt.toISOString(),
			...viewOf(row),
		})),
	};
}

export const viewOf = ({ permissions, events, until }: Rights): RightsView => ({
	permissions,
	events,
	until: until?.toISOString() ?? null,
});

/** The first identity of each person, masked. */
async function labelsOf(db: Reader, seal: Seal, people: string[]): Promise<Map<string, string>> {
	const rows = await db
		.select()
		.from(identities)
		.where(inArray(identities.account, people))
		.orderBy(desc(identities.createdAt), desc(identities.id));
	return new Map(
		rows.map(({ account, kind, key, sealed }) => [
			account,
			masked({ kind, value: sealed ? seal.open(sealed) : key }),
		]),
	);
}
