import { eq, sql } from 'drizzle-orm';
import { index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ContactLanguage } from './contacts.ts';
import { bytes, id64, money, type Reader, relay, time } from './schema.ts';

/** Accounts on the network that Passa holds for people without a wallet: one for each. The key follows from the master secret. */
export const heldAccounts = relay.table('held_accounts', {
	/** The person's account at the platform. */
	account: uuid().primaryKey(),
	/** G… */
	address: text().notNull().unique(),
	/** The reset, at the platform, by which its passkeys were renewed last: it serves once. */
	reset: uuid(),
	createdAt: time().notNull(),
});

/**
 * Passkeys that sign for a held account. The first is pinned when the account is opened; another is added by one that signs
 * already, or, where all are lost, after two people of support and a wait.
 */
export const heldPasskeys = relay.table(
	'held_passkeys',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: uuid().notNull(),
		/** Of the credential, base64url. */
		passkeyId: text().notNull(),
		/** COSE. */
		publicKey: bytes().notNull(),
		counter: id64().notNull(),
		name: text().notNull(),
		by: text().$type<'open' | 'passkey' | 'reset'>().notNull(),
		/** In which the person is notified. */
		language: text().$type<ContactLanguage>().notNull(),
		createdAt: time().notNull(),
		/** When the person's contacts were notified; null: not yet. */
		toldAt: time(),
		/** From then on it may remove other passkeys; null until they were notified. */
		settledAt: time(),
		removedAt: time(),
		/** When they were notified that it is removed. */
		removalToldAt: time(),
	},
	(t) => [
		uniqueIndex('held_passkeys_signing').on(t.passkeyId).where(sql`${t.removedAt} IS NULL`),
		index('held_passkeys_account').on(t.account),
	],
);

export type HeldPasskeyRow = typeof heldPasskeys.$inferSelect;

export async function isHeld(db: Reader, address: string): Promise<boolean> {
	const found = await db
		.select({ address: heldAccounts.address })
		.from(heldAccounts)
		.where(eq(heldAccounts.address, address));
	return found.length > 0;
}

export const heldKinds = [
	'open',
	'call',
	'message',
	'address',
	'withdraw',
	'hand_over',
	'add_passkey',
	'remove_passkey',
	'renew',
] as const;
export type HeldKind = (typeof heldKinds)[number];

/**
 * What a person was shown and signed by their passkey, or did not. Rows are never deleted: they are the record of every
 * signature.
 */
export const heldActs = relay.table(
	'held_acts',
	{
		id: uuid().primaryKey(),
		account: uuid().notNull(),
		kind: text().$type<HeldKind>().notNull(),
		/** JSON, exactly as it was shown. */
		shown: text().notNull(),
		/** What the account's key signs: an envelope (base64) or a text. Of a passkey that is to sign: its public key. Else empty. */
		payload: text().notNull(),
		/** Base64url: the passkey signs it. It follows from the id, the person, what is shown and the payload. */
		challenge: text().notNull().unique(),
		/** Stroops of USDC that leave the account. */
		amount: money().notNull(),
		state: text().$type<'asked' | 'signed'>().notNull(),
		/** Of the transaction that we sent, in hex. */
		hash: text(),
		createdAt: time().notNull(),
		expiresAt: time().notNull(),
		signedAt: time(),
	},
	(t) => [index('held_acts_account').on(t.account, t.createdAt)],
);

export type HeldActRow = typeof heldActs.$inferSelect;

/** Own wallets that a person named for their money. */
export const heldAddresses = relay.table(
	'held_addresses',
	{
		id: uuid().primaryKey(),
		account: uuid().notNull(),
		address: text().notNull(),
		/** In which they are notified. */
		language: text().$type<ContactLanguage>().notNull(),
		/** Opens a page that stops payments to it, for who is notified and cannot sign in; null: notified before there were any. */
		stopCode: text().unique(),
		createdAt: time().notNull(),
		/** When the person's contacts were notified; null: not yet. The wait begins then. */
		toldAt: time(),
		/** Null until they were notified. */
		usableAt: time(),
		removedAt: time(),
	},
	(t) => [index('held_addresses_account').on(t.account)],
);

export type HeldAddressRow = typeof heldAddresses.$inferSelect;
