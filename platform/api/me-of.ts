import { asc, eq } from 'drizzle-orm';
import type { Role } from '#shared/roles.ts';
import type { Seal } from '#shared/seal.server.ts';
import { type Admins, masked } from '../accounts/identifier.ts';
import { sessionOf } from '../accounts/session-of.ts';
import { accounts, type IdentityKind, identities, organizers } from '../models/accounts.ts';
import type { Database } from '../models/schema.ts';
import { publicationsOf, type Team, teamsOf } from '../teams/teams-of.ts';

/** The answer of `GET /v1/me`. Times are ISO 8601; `label` masks a number or an address. */
export type Me = {
	account: string;
	since: string;
	roles: Role[];
	organizer: { name: string } | null;
	/** Accounts of others that the person acts for. */
	teams: Team[];
	wallets: string[];
	/** Addresses of the events that the account published. */
	publications: string[];
	identities: { id: string; kind: IdentityKind; label: string; address: string | null; since: string }[];
};

/** An account as its owner sees it. Numbers and addresses are masked even here, since others may see the screen. */
export async function meOf(
	{ db, seal, admins }: { db: Database; seal: Seal; admins: Admins },
	account: string,
	now: Date,
): Promise<Me> {
	const [session, teams, published, [row], [organizer], known] = await Promise.all([
		sessionOf(db, admins, account),
		teamsOf(db, account, now),
		publicationsOf(db, [account]),
		db.select().from(accounts).where(eq(accounts.id, account)),
		db.select({ name: organizers.name }).from(organizers).where(eq(organizers.account, account)),
		db
			.select()
			.from(identities)
			.where(eq(identities.account, account))
			.orderBy(asc(identities.createdAt), asc(identities.id)),
	]);
	return {
		account,
		since: row!.createdAt.toISOString(),
		roles: session.roles,
		organizer: organizer ?? null,
		teams,
		wallets: session.wallets,
		publications: published.map((each) => each.event!),
		identities: known.map(({ id, kind, key, sealed, createdAt }) => ({
			id,
			kind,
			label: masked({ kind, value: sealed ? seal.open(sealed) : key }),
			address: kind === 'wallet' ? key : null,
			since: createdAt.toISOString(),
		})),
	};
}
