import { and, eq, ne } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { accounts, formerContacts, identities, organizers, sessions } from '../models/accounts.ts';
import type { Database, Reader } from '../models/schema.ts';
import { contactRemovedWords } from '../notify/news-words.ts';
import { notifyContacts } from '../notify/notify-contacts.ts';
import { type Admins, adminKey } from './identifier.ts';
import { type RunningEventsDeps, type RunningEventsError, runningEvents } from './running-events.ts';

export type UnlinkDeps = RunningEventsDeps & {
	db: Database;
	admins: Admins;
	seal: Seal;
	clock: Clock;
	origin: string;
};

export type UnlinkIdentityError =
	| RunningEventsError
	| PassaError<'IDENTITY_NOT_FOUND' | 'LAST_IDENTITY' | 'IDENTITY_OF_STAFF' | 'WALLET_PUBLISHES'>;

/** `accepted`: numbers of events whose pages are given up. `current`: the token of the session that asks. */
export type Unlinking = { accepted: number[]; current: string | null };

/**
 * Removes an identity from an account, and ends the account's other sessions that one of its kind began: a phone that was
 * lost is signed in no more. An organizer's pages find events by the wallet that published them. So a wallet
 * whose events are not over stays, unless the caller names each of them. Throws
 * UnlinkIdentityError: LAST_IDENTITY for a person's last one, since they could not sign in afterwards; WALLET_PUBLISHES;
 * IDENTITY_OF_STAFF for one that makes the account support and admin: it would make another account so, and two accounts
 * are two persons where a decision needs a second one.
 */
export async function unlinkIdentity(
	deps: UnlinkDeps,
	account: string,
	id: string,
	{ accepted, current }: Unlinking,
): Promise<void> {
	const wallet = await publishingWallet(deps.db, account, id);
	if (wallet) await refuseRunning(deps, wallet, accepted);
	await deps.db.transaction(async (tx) => {
		// Serialised per account, so that two requests cannot remove the last two identities.
		const [owner] = await tx
			.select({ kind: accounts.kind })
			.from(accounts)
			.where(eq(accounts.id, account))
			.for('update');
		const all = await tx
			.select({ id: identities.id, kind: identities.kind, key: identities.key, sealed: identities.sealed })
			.from(identities)
			.where(eq(identities.account, account));
		const wanted = all.find((each) => each.id === id);
		if (!wanted) {
			throw new PassaError('IDENTITY_NOT_FOUND', 'Your account has no such way to sign in.', { status: 404 });
		}
		if (deps.admins.has(adminKey(wanted.kind, wanted.key))) throw ofStaff();
		if (all.length === 1 && owner?.kind === 'person') {
			throw new PassaError('LAST_IDENTITY', 'This is your only way to sign in: add another one first.', {
				status: 409,
			});
		}
		await tx.delete(identities).where(and(eq(identities.id, id), eq(identities.account, account)));
		if (wanted.kind !== 'wallet') await keepFormer(deps, tx, account, wanted.kind, wanted.sealed!);
		const begun = and(eq(sessions.account, account), eq(sessions.proof, wanted.kind));
		await tx.delete(sessions).where(and(begun, ne(sessions.token, current ?? '')));
	});
}

const dayMilliseconds = 24 * 3_600_000;

/** A removed contact gets a message of its removal, and for a while those about the account's money, as every other contact does. */
async function keepFormer(
	{ seal, clock, origin }: UnlinkDeps,
	tx: Reader,
	account: string,
	kind: 'phone' | 'email',
	sealed: Uint8Array,
): Promise<void> {
	await tx.insert(formerContacts).values({ account, kind, sealed, removedAt: new Date(clock.now()) });
	const words = contactRemovedWords(`${origin}/help`);
	await notifyContacts({ seal, clock }, tx, account, words, { lasts: dayMilliseconds });
}

const ofStaff = (): PassaError<'IDENTITY_OF_STAFF'> =>
	new PassaError('IDENTITY_OF_STAFF', 'Your work for Passa is bound to this one: it stays.', { status: 409 });

/** The identity's address, where it is a wallet of an organizer. Only an organizer's pages show events by wallet. */
async function publishingWallet(db: Reader, account: string, id: string): Promise<string | null> {
	const [row] = await db
		.select({ key: identities.key, sealed: identities.sealed })
		.from(identities)
		.innerJoin(organizers, eq(organizers.account, identities.account))
		.where(and(eq(identities.account, account), eq(identities.id, id), eq(identities.kind, 'wallet')));
	return row?.key ?? null;
}

async function refuseRunning(deps: RunningEventsDeps, wallet: string, accepted: number[]): Promise<void> {
	const running = await runningEvents(deps, wallet);
	if (running.every((no) => accepted.includes(no))) return;
	throw new PassaError(
		'WALLET_PUBLISHES',
		`This wallet publishes events that are not over: ${running.join(', ')}. Name each of them to remove it.`,
		{ status: 409, detail: { events: running } },
	);
}
