import {
	generateAuthenticationOptions,
	generateRegistrationOptions,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON,
	verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { and, asc, eq, gt } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import {
	type PasskeyAnswer,
	type PasskeyRegistration,
	type PasskeySite,
	passkeySite,
	readPasskey,
	verifyPasskey,
} from '#shared/passkey.server.ts';
import { strongNeeded } from '#shared/service/guard.server.ts';
import { cleanText, cutText } from '#shared/text.ts';
import { passkeyChallenges, passkeys } from '../models/factors.ts';
import type { Reader } from '../models/schema.ts';
import { chargeTry, type FactorDeps, type FactorError, type Person } from './factors.ts';
import { dropUnusedCodes, newRecoveryCodes, recoveryCodesLeft } from './recovery-codes.ts';
import { assertMayChange, noteShown, strengthOf } from './session-strength.ts';

/** `origin`: of the web. Its host is the site that a passkey belongs to. */
export type PasskeyDeps = FactorDeps & { origin: string };

export type PasskeyError =
	| FactorError
	| PassaError<
			'PASSKEY_REFUSED' | 'PASSKEY_NOT_FOUND' | 'PASSKEY_COPIED' | 'PASSKEY_EXISTS' | 'TOO_MANY_PASSKEYS'
	  >;

const validMilliseconds = 5 * 60_000;
const most = 10;
const longestName = 40;
const refused = (cause?: unknown): PasskeyError =>
	new PassaError('PASSKEY_REFUSED', 'That passkey was not accepted. Begin again.', { cause });

const nameIn = (text: string): string => cutText(cleanText(text).trim(), longestName) || 'Passkey';
const siteOf = ({ origin }: PasskeyDeps): PasskeySite => passkeySite(origin);
export type PasskeyView = {
	id: string;
	name: string;
	createdAt: string;
	usedAt: string | null;
	synced: boolean;
	/** COSE, base64url: the relayer pins it if an account is held. */
	publicKey: string;
};

export async function passkeysOf(db: Reader, account: string): Promise<PasskeyView[]> {
	const rows = await db
		.select()
		.from(passkeys)
		.where(eq(passkeys.account, account))
		.orderBy(asc(passkeys.createdAt));
	return rows.map(({ id, name, createdAt, usedAt, synced, publicKey }) => ({
		id,
		name,
		createdAt: createdAt.toISOString(),
		usedAt: usedAt?.toISOString() ?? null,
		synced,
		publicKey: Buffer.from(publicKey).toString('base64url'),
	}));
}

type Use = 'add' | 'show';

/** A challenge counts once, for the person who asked, and for this use alone. */
async function keepChallenge(
	deps: PasskeyDeps,
	{ account }: Person,
	use: Use,
	challenge: string,
): Promise<void> {
	const expiresAt = new Date(deps.clock.now() + validMilliseconds);
	await deps.db.insert(passkeyChallenges).values({ challenge, account, use, expiresAt });
}

async function takeChallenge(
	deps: PasskeyDeps,
	{ account }: Person,
	use: Use,
	challenge: string,
): Promise<void> {
	const taken = await deps.db
		.delete(passkeyChallenges)
		.where(
			and(
				eq(passkeyChallenges.challenge, challenge),
				eq(passkeyChallenges.account, account),
				eq(passkeyChallenges.use, use),
				gt(passkeyChallenges.expiresAt, nowOf(deps)),
			),
		)
		.returning({ use: passkeyChallenges.use });
	if (taken.length === 0) throw refused();
}

/** What the browser needs to make a passkey. Throws PasskeyError. */
export async function beginPasskey(
	deps: PasskeyDeps,
	person: Person,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
	const { db } = deps;
	await assertMayChange(db, person.account, person.token, nowOf(deps));
	const held = await passkeysOf(db, person.account);
	if (held.length >= most)
		throw new PassaError('TOO_MANY_PASSKEYS', 'There are ten passkeys already. Remove one first.', {
			status: 409,
		});
	const { rpId } = siteOf(deps);
	const options = await generateRegistrationOptions({
		rpName: 'Passa',
		rpID: rpId,
		// Authenticators show it, and it leaves nothing about the person with them.
		userName: 'Passa',
		userID: new TextEncoder().encode(person.account),
		attestationType: 'none',
		excludeCredentials: held.map(({ id }) => ({ id })),
		authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
	});
	await keepChallenge(deps, person, 'add', options.challenge);
	return options;
}

/**
 * Adds what the browser made: from now on it is asked for. Returns recovery codes if the person had no factor before.
 * Throws PasskeyError.
 */
export async function addPasskey(
	deps: PasskeyDeps,
	person: Person,
	made: { name: string; response: PasskeyRegistration },
): Promise<string[] | null> {
	const now = nowOf(deps);
	await chargeTry(deps, person);
	await assertMayChange(deps.db, person.account, person.token, now);
	const { origin, rpId } = siteOf(deps);
	const verified = await verifyRegistrationResponse({
		response: made.response,
		expectedChallenge: async (challenge) => {
			await takeChallenge(deps, person, 'add', challenge);
			return true;
		},
		expectedOrigin: origin,
		expectedRPID: rpId,
		requireUserVerification: true,
	}).catch((cause: unknown) => {
		throw refused(cause);
	});
	if (!verified.verified) throw refused();
	const { credential, credentialBackedUp: synced } = verified.registrationInfo;
	return deps.db.transaction(async (tx) => {
		const row = {
			id: credential.id,
			account: person.account,
			name: nameIn(made.name),
			publicKey: credential.publicKey,
			counter: BigInt(credential.counter),
			synced,
			createdAt: now,
		};
		const added = await tx.insert(passkeys).values(row).onConflictDoNothing().returning({ id: passkeys.id });
		if (added.length === 0)
			throw new PassaError('PASSKEY_EXISTS', 'That passkey was added before.', { status: 409 });
		await noteShown(tx, person.token, now);
		const left = await recoveryCodesLeft(tx, person.account);
		return left > 0 ? null : newRecoveryCodes(tx, person.account, now);
	});
}

/** What the browser needs to show a passkey of this person. Throws PasskeyError. */
export async function beginShowPasskey(
	deps: PasskeyDeps,
	person: Person,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
	const held = await passkeysOf(deps.db, person.account);
	if (held.length === 0) throw notFound();
	const options = await generateAuthenticationOptions({
		rpID: siteOf(deps).rpId,
		allowCredentials: held.map(({ id }) => ({ id })),
		userVerification: 'required',
	});
	await keepChallenge(deps, person, 'show', options.challenge);
	return options;
}

/** The session shows a passkey, and is strong for ten minutes. Throws PasskeyError. */
export async function showPasskey(deps: PasskeyDeps, person: Person, response: PasskeyAnswer): Promise<void> {
	const now = nowOf(deps);
	await chargeTry(deps, person);
	const { challenge } = readPasskey(response);
	await takeChallenge(deps, person, 'show', challenge);
	const isRow = and(eq(passkeys.id, response.id), eq(passkeys.account, person.account));
	const [row] = await deps.db.select().from(passkeys).where(isRow);
	if (!row) throw refused();
	const counter = await verifyPasskey(siteOf(deps), row, challenge, response);
	const used = await deps.db
		.update(passkeys)
		.set({ counter, usedAt: now })
		.where(and(isRow, eq(passkeys.counter, row.counter)))
		.returning({ id: passkeys.id });
	if (used.length === 0) throw refused();
	await noteShown(deps.db, person.token, now);
}

const notFound = (): PasskeyError =>
	new PassaError('PASSKEY_NOT_FOUND', 'This account has no such passkey.', { status: 404 });

export async function renamePasskey(
	deps: PasskeyDeps,
	person: Person,
	id: string,
	name: string,
): Promise<void> {
	const renamed = await deps.db
		.update(passkeys)
		.set({ name: nameIn(name) })
		.where(and(eq(passkeys.id, id), eq(passkeys.account, person.account)))
		.returning({ id: passkeys.id });
	if (renamed.length === 0) throw notFound();
}

/** With the last factor the recovery codes go, too. Throws PasskeyError. */
export async function removePasskey(
	deps: PasskeyDeps,
	{ account, token }: Person,
	id: string,
): Promise<void> {
	if ((await strengthOf(deps.db, account, token, nowOf(deps))) !== 'shown') throw strongNeeded();
	await deps.db.transaction(async (tx) => {
		const removed = await tx
			.delete(passkeys)
			.where(and(eq(passkeys.id, id), eq(passkeys.account, account)))
			.returning({ id: passkeys.id });
		if (removed.length === 0) throw notFound();
		await dropUnusedCodes(tx, account);
	});
}
