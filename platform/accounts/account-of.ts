import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { type AccountKind, accounts, identities } from '../models/accounts.ts';
import type { Database, Reader } from '../models/schema.ts';
import { type Identifier, keyOf } from './identifier.ts';

type Deps = { db: Database; seal: Seal };

export type AccountOfError = PassaError<'WALLET_OF_TEAM'>;

/**
 * The account of a proved identity. Creates one when the identity is new. Throws AccountOfError for a company's wallet:
 * only persons sign in.
 */
export async function accountOf({ db, seal }: Deps, identity: Identifier): Promise<string> {
	const known = await ownerOf(db, seal, identity);
	if (known?.kind === 'company') {
		throw new PassaError('WALLET_OF_TEAM', 'This wallet belongs to a team. Sign in as yourself.', {
			status: 409,
		});
	}
	if (known) return known.account;
	// Of two concurrent first sign-ins, one creates the account and the other finds it.
	const made = await db.transaction(async (tx) => {
		const [account] = await tx.insert(accounts).values({}).returning({ id: accounts.id });
		if (await addIdentity(tx, seal, identity, account!.id)) return account!.id;
		await tx.delete(accounts).where(eq(accounts.id, account!.id));
		return null;
	});
	return made ?? (await ownerOf(db, seal, identity))!.account;
}

export type LinkToError = PassaError<'IDENTITY_TAKEN'>;

/**
 * Adds a proved identity to an account. `phoneSince`: of the session that adds it. Throws LinkToError when it belongs to
 * another account.
 */
export async function linkTo(
	{ db, seal }: Deps,
	identity: Identifier,
	account: string,
	phoneSince: Date | null,
): Promise<void> {
	if (await addIdentity(db, seal, identity, account, phoneSince)) return;
	if ((await ownerOf(db, seal, identity))?.account === account) return;
	throw new PassaError('IDENTITY_TAKEN', 'That belongs to another account already. Sign in there instead.', {
		status: 409,
	});
}

type Owner = { account: string; kind: AccountKind };

async function ownerOf(db: Reader, seal: Seal, identity: Identifier): Promise<Owner | null> {
	const [row] = await db
		.select({ account: identities.account, kind: accounts.kind })
		.from(identities)
		.innerJoin(accounts, eq(accounts.id, identities.account))
		.where(and(eq(identities.kind, identity.kind), eq(identities.key, keyOf(seal, identity))));
	return row ?? null;
}

async function addIdentity(
	db: Reader,
	seal: Seal,
	identity: Identifier,
	account: string,
	phoneSince: Date | null = null,
): Promise<boolean> {
	const { kind, value } = identity;
	const sealed = kind === 'wallet' ? null : seal.seal(value);
	const added = await db
		.insert(identities)
		.values({ account, kind, key: keyOf(seal, identity), sealed, phoneSince })
		.onConflictDoNothing()
		.returning({ id: identities.id });
	return added.length === 1;
}
