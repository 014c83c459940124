import { bigint, index, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, platform, time } from './schema.ts';

export type Channel = 'sms' | 'email';
/** `failed`: given up · `expired`: not sent in time, and of no use any more. */
export type MessageState = 'queued' | 'sending' | 'sent' | 'failed' | 'expired';

/** Messages to people, in the transaction that causes them; a worker sends them. */
export const messages = platform.table(
	'messages',
	{
		id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
		channel: text().$type<Channel>().notNull(),
		/** Recipient and words: a code may be among them. */
		sealed: bytes().notNull(),
		state: text().$type<MessageState>().notNull().default('queued'),
		attempts: smallint().notNull().default(0),
		/** When it is due; of one that is being sent, when it is taken for lost. */
		nextAt: time().notNull(),
		/** Why the last attempt failed, as a stable code. */
		reason: text(),
		createdAt: time().notNull(),
		sentAt: time(),
		/** Not sent after this, and forgotten some time later. */
		expiresAt: time().notNull(),
	},
	(t) => [index().on(t.state, t.nextAt), index().on(t.expiresAt)],
);

export type MessageRow = typeof messages.$inferSelect;
