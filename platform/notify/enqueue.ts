import { sql } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import { type Channel, messages } from '../models/messages.ts';
import type { Reader } from '../models/schema.ts';

/** `to` is a number (2547…) or an e-mail address. */
export type Message = { channel: Channel; to: string; subject: string; text: string };

/**
 * `proof`: the id of what becomes void if the message cannot be sent. `notice`: another service's id of the message,
 * under which it is put into the outbox once, however often it comes.
 */
type Life = { createdAt: Date; expiresAt: Date; proof?: string; notice?: string };

/** Wakes the workers of all processes. */
export const wakeChannel = 'platform_messages';

/** Puts a message into the outbox, in the transaction that causes it. */
export async function enqueue(
	db: Reader,
	seal: Seal,
	{ channel, ...letter }: Message,
	life: Life,
): Promise<void> {
	const sealed = seal.seal(JSON.stringify(letter));
	await db
		.insert(messages)
		.values({ channel, sealed, nextAt: life.createdAt, ...life })
		.onConflictDoNothing({ target: messages.notice });
	await db.execute(sql`SELECT pg_notify(${wakeChannel}, '')`);
}

export function openMessage(seal: Seal, row: { channel: Channel; sealed: Uint8Array }): Message {
	return { channel: row.channel, ...(JSON.parse(seal.open(row.sealed)) as Omit<Message, 'channel'>) };
}
