import { index, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '#shared/roles.ts';
import { bytes, name, platform, time } from './schema.ts';

export type AccountKind = 'person' | 'company';

/** A person or a company. Who they are is not stored here: `identities` holds what a person signs in with. */
export const accounts = platform.table('accounts', {
	id: uuid().primaryKey().defaultRandom(),
	/** Nobody signs in as a company; its members act for it. Its only identities are wallets that publish. */
	kind: text().$type<AccountKind>().notNull().default('person'),
	createdAt: time().notNull().defaultNow(),
	updatedAt: time().notNull().defaultNow(),
});

const account = () =>
	uuid()
		.notNull()
		.references(() => accounts.id, { onDelete: 'cascade' });

export type IdentityKind = 'phone' | 'email' | 'wallet';

/** What a person signs in with, and the wallets that publish for an account. An identity belongs to one account. */
export const identities = platform.table(
	'identities',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		kind: text().$type<IdentityKind>().notNull(),
		/** A wallet's address; of a number or an e-mail address its HMAC. */
		key: text().notNull(),
		/** The number or e-mail address itself; null for a wallet, which is public. */
		sealed: bytes(),
		/** Where a session that a number's code began added it: `phoneSince` of that session. It opens no more than that. */
		phoneSince: time(),
		createdAt: time().notNull().defaultNow(),
		updatedAt: time().notNull().defaultNow(),
	},
	(t) => [unique().on(t.kind, t.key), index().on(t.account)],
);

/** Numbers and addresses that an account had: for a while they still get messages about its money. */
export const formerContacts = platform.table(
	'former_contacts',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		kind: text().$type<'phone' | 'email'>().notNull(),
		sealed: bytes().notNull(),
		removedAt: time().notNull(),
	},
	(t) => [index().on(t.account)],
);

/** Written by better-auth. A token is useless without the signature that its cookie carries. */
export const sessions = platform.table(
	'sessions',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		token: text().notNull().unique(),
		/** By what the person signed in; null: before this was noted. */
		proof: text().$type<IdentityKind>(),
		/** `phoneSince` of the identity that began it. */
		phoneSince: time(),
		/** When it last showed a second factor. */
		strongAt: time(),
		expiresAt: time().notNull(),
		/** Lets people recognise their sessions. Network addresses are not stored. */
		userAgent: text(),
		createdAt: time().notNull().defaultNow(),
		updatedAt: time().notNull().defaultNow(),
	},
	(t) => [index().on(t.account), index().on(t.expiresAt)],
);

/** Roles that an account was granted. Everybody is a fan; support and admin come from the configuration and are never rows. */
export const grants = platform.table(
	'grants',
	{
		account: account(),
		role: text().$type<Exclude<Role, 'fan' | 'support' | 'admin'>>().notNull(),
		grantedAt: time().notNull().defaultNow(),
	},
	(t) => [unique().on(t.account, t.role)],
);

/** An organizer's public profile. */
export const organizers = platform.table('organizers', {
	account: account().primaryKey(),
	name: name().notNull(),
	createdAt: time().notNull().defaultNow(),
	updatedAt: time().notNull().defaultNow(),
});
