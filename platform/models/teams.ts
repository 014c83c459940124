import { bigint, index, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Permission } from '#shared/roles.ts';
import type { Via } from '#shared/session.server.ts';
import { accounts, type IdentityKind } from './accounts.ts';
import { bytes, platform, time } from './schema.ts';

const account = () =>
	uuid()
		.notNull()
		.references(() => accounts.id, { onDelete: 'cascade' });

/** What a member holds, or an invitation offers. */
const rights = () => ({
	permissions: text().array().$type<Permission[]>().notNull(),
	/** Ids of drafts, before and after their publication; null: all of the account. */
	events: uuid().array(),
	/** When the rights end; null: they do not. */
	until: time(),
});

/** Who acts for an account besides the person whose account it is. */
export const members = platform.table(
	'members',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		person: account(),
		...rights(),
		/** A person; null: they founded the team. */
		invitedBy: uuid().references(() => accounts.id, { onDelete: 'set null' }),
		createdAt: time().notNull(),
		updatedAt: time().notNull(),
	},
	(t) => [unique().on(t.account, t.person), index().on(t.person)],
);

/** An invitation that is neither accepted, withdrawn nor expired. Each of these deletes the row. */
export const invitations = platform.table(
	'invitations',
	{
		id: uuid().primaryKey().defaultRandom(),
		account: account(),
		/** Like an identity: the HMAC of a number or e-mail address, and itself sealed. */
		kind: text().$type<Exclude<IdentityKind, 'wallet'>>().notNull(),
		contact: text().notNull(),
		sealed: bytes().notNull(),
		...rights(),
		invitedBy: account(),
		/** The HMAC of the token in the link. */
		tokenHash: text().notNull().unique('invitations_token_hash_unique'),
		createdAt: time().notNull(),
		expiresAt: time().notNull(),
	},
	(t) => [unique().on(t.account, t.contact), index().on(t.expiresAt)],
);

export type AuditAction =
	| 'team.created'
	| 'invitation.sent'
	| 'invitation.withdrawn'
	| 'member.joined'
	| 'member.changed'
	| 'member.removed'
	| 'member.left';

/** A member's rights in an audit row; null: none. */
export type AuditedRights = { permissions: Permission[]; events: string[] | null; until: string | null };

/** Every change of members, without personal data. Rows are only inserted, and outlive the accounts they name. */
export const audit = platform.table(
	'audit',
	{
		id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
		account: uuid().notNull(),
		actor: uuid().notNull(),
		via: text().$type<Via>().notNull(),
		action: text().$type<AuditAction>().notNull(),
		/** The account of a person, or the id of an invitation. */
		subject: uuid().notNull(),
		before: jsonb().$type<AuditedRights>(),
		after: jsonb().$type<AuditedRights>(),
		at: time().notNull(),
	},
	(t) => [index().on(t.account, t.id)],
);

export type MemberRow = typeof members.$inferSelect;
export type InvitationRow = typeof invitations.$inferSelect;
