import { bigint, boolean, index, text, unique, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { bytes, platform, time } from './schema.ts';

const account = () =>
	uuid()
		.notNull()
		.references(() => accounts.id, { onDelete: 'cascade' });

export type FactorKind = 'totp';

/** What a person shows beside their sign-in before what moves money or rights. At most one of a kind. */
export const factors = platform.table(
	'factors',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		kind: text().$type<FactorKind>().notNull(),
		/** The shared secret, encrypted. */
		sealed: bytes().notNull(),
		/** The newest time step whose code was shown: no code counts twice. */
		step: bigint({ mode: 'bigint' }).notNull(),
		/** Null until its first code was shown: then it is asked for. */
		confirmedAt: time(),
		createdAt: time().notNull(),
	},
	(t) => [unique().on(t.account, t.kind)],
);

/** One-time codes for people who have lost the factor: only their SHA-256 is kept, of 80 random bits. */
export const recoveryCodes = platform.table(
	'recovery_codes',
	{ hash: bytes().primaryKey(), account: account(), usedAt: time(), createdAt: time().notNull() },
	(t) => [index().on(t.account)],
);

/** A person's passkeys (WebAuthn): their public keys alone. */
export const passkeys = platform.table(
	'passkeys',
	{
		/** Of the credential, base64url. */
		id: text().primaryKey(),
		account: account(),
		name: text().notNull(),
		/** COSE. */
		publicKey: bytes().notNull(),
		/** Of its last use; 0 for those that do not count. */
		counter: bigint({ mode: 'bigint' }).notNull(),
		/** Its maker keeps a copy, so a lost phone does not lose it. */
		synced: boolean().notNull(),
		createdAt: time().notNull(),
		usedAt: time(),
	},
	(t) => [index().on(t.account)],
);

/** What a passkey is asked to sign: counts once. */
export const passkeyChallenges = platform.table('passkey_challenges', {
	challenge: text().primaryKey(),
	account: account(),
	use: text().$type<'add' | 'show'>().notNull(),
	expiresAt: time().notNull(),
});
