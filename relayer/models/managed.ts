import { eq } from 'drizzle-orm';
import { index, text, uuid } from 'drizzle-orm/pg-core';
import type { ContactLanguage } from './contacts.ts';
import { bytes, id64, money, type Reader, relay, time } from './schema.ts';

/** Accounts on the network that Passa holds for people without a wallet: one for each. The key follows from the master secret. */
export const managedAccounts = relay.table('managed_accounts', {
	/** The person's account at the platform. */
	account: uuid().primaryKey(),
	/** G… */
	address: text().notNull().unique(),
	/** The passkey that signs each act: pinned when the account was made, so nobody else can name another. */
	passkeyId: text().notNull().unique(),
	/** COSE. */
	publicKey: bytes().notNull(),
	counter: id64().notNull(),
	createdAt: time().notNull(),
});

export async function isHeld(db: Reader, address: string): Promise<boolean> {
	const found = await db
		.select({ address: managedAccounts.address })
		.from(managedAccounts)
		.where(eq(managedAccounts.address, address));
	return found.length > 0;
}

export type ManagedAccountRow = typeof managedAccounts.$inferSelect;

export const managedKinds = ['open', 'call', 'message', 'address', 'withdraw', 'hand_over'] as const;
export type ManagedKind = (typeof managedKinds)[number];

/**
 * What a person was shown and signed by their passkey, or did not. Rows are never deleted: they are the record of every
 * signature.
 */
export const managedActs = relay.table(
	'managed_acts',
	{
		id: uuid().primaryKey(),
		account: uuid().notNull(),
		kind: text().$type<ManagedKind>().notNull(),
		/** JSON, exactly as it was shown. */
		shown: text().notNull(),
		/** What the account's key signs: an envelope (base64) or a text; empty if it signs nothing. */
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
	(t) => [index('managed_acts_account').on(t.account, t.createdAt)],
);

export type ManagedActRow = typeof managedActs.$inferSelect;

/** Own wallets that a person named for their money. */
export const managedAddresses = relay.table(
	'managed_addresses',
	{
		id: uuid().primaryKey(),
		account: uuid().notNull(),
		address: text().notNull(),
		/** In which they are told. */
		language: text().$type<ContactLanguage>().notNull(),
		createdAt: time().notNull(),
		/** When the person's contacts were told; null: not yet. The wait begins then. */
		toldAt: time(),
		/** Null until they were told. */
		usableAt: time(),
		removedAt: time(),
	},
	(t) => [index('managed_addresses_account').on(t.account)],
);

export type ManagedAddressRow = typeof managedAddresses.$inferSelect;
