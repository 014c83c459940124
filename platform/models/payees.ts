import { index, integer, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import { accounts, type IdentityKind } from './accounts.ts';
import { drafts } from './drafts.ts';
import { bytes, platform, time } from './schema.ts';

/** `wallet`: paid to an address of their own. `held`: paid to the payouts account, and paid on later. */
export type PayeeInvitationState = 'sent' | 'wallet' | 'held';

/** A payee of a draft who is named by a number or e-mail address. An answer stays until it is withdrawn. */
export const payeeInvitations = platform.table(
	'payee_invitations',
	{
		/** Stays when it is sent again. The event's document names it if money is held. */
		id: uuid().primaryKey().defaultRandom(),
		draft: uuid()
			.notNull()
			.references(() => drafts.id, { onDelete: 'cascade' }),
		/** `invited` of the draft's payee. */
		payee: uuid().notNull(),
		/** Like an identity: the HMAC of a number or e-mail address, and itself sealed. */
		kind: text().$type<Exclude<IdentityKind, 'wallet'>>().notNull(),
		contact: text().notNull(),
		sealed: bytes().notNull(),
		/** The HMAC of the token in the link. */
		tokenHash: text().notNull().unique('payee_invitations_token_hash_unique'),
		state: text().$type<PayeeInvitationState>().notNull().default('sent'),
		/** Of state `wallet`: G…, proved by a signature. */
		address: text(),
		/** Who answered. */
		account: uuid().references(() => accounts.id),
		createdAt: time().notNull(),
		answeredAt: time(),
		/** Of state `sent` only. */
		expiresAt: time().notNull(),
	},
	(t) => [unique().on(t.draft, t.payee), index().on(t.state, t.expiresAt)],
);

export type PayeeInvitationRow = typeof payeeInvitations.$inferSelect;

/**
 * Whose money the payouts account gets, written before an event can be signed. Rows of the document that the event names
 * count; they outlive the draft, and an account that is owed something cannot be deleted.
 */
export const deferredShares = platform.table(
	'held_shares',
	{
		/** The event's address, which follows from the draft's nonce. */
		event: text().notNull(),
		/** SHA-256 (hex) of the document. */
		document: text().notNull(),
		/** The payee's place in the contract, whose address is the payouts account. */
		payee: smallint().notNull(),
		/** `id` of the invitation. */
		invitation: uuid().notNull(),
		account: uuid()
			.notNull()
			.references(() => accounts.id),
		/** Of the whole revenue, in basis points. The payee on chain has the sum. */
		bps: integer().notNull(),
		/** Of the event, by the document: from then on the contract refuses to make it. */
		startsAt: time().notNull(),
		createdAt: time().notNull(),
	},
	(t) => [unique().on(t.event, t.document, t.invitation), index().on(t.account), index().on(t.startsAt)],
);
