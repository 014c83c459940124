import { bigint, index, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, platform, time } from './schema.ts';

export type Channel = 'sms' | 'email';
/** `failed`: abandoned · `expired`: not sent in time. */
export type MessageState = 'queued' | 'sending' | 'sent' | 'failed' | 'expired';

/** Messages to people, inserted by the transaction that causes them; a worker sends them. */
export const messages = platform.table(
	'messages',
	{
		id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
		channel: text().$type<Channel>().notNull(),
		/** Another service's id of it, under which it is made once. It is sent at most once, too. */
		notice: uuid().unique(),
		/** Recipient and text, which may contain a code. */
		sealed: bytes().notNull(),
		state: text().$type<MessageState>().notNull().default('queued'),
		attempts: smallint().notNull().default(0),
		/** When it is due; while it is being sent, when its lease ends. */
		nextAt: time().notNull(),
		/** Why the last attempt failed, as a stable code. */
		reason: text(),
		createdAt: time().notNull(),
		sentAt: time(),
		/** The long code that it holds: without the message nobody can know it. */
		proof: text(),
		/** Not sent after this, and deleted a week later. */
		expiresAt: time().notNull(),
	},
	(t) => [index().on(t.state, t.nextAt), index().on(t.expiresAt)],
);

export type MessageRow = typeof messages.$inferSelect;
