import { and, lt, sql } from 'drizzle-orm';
import { bigint, jsonb, text, timestamp, unique } from 'drizzle-orm/pg-core';
import { type Reader, relay } from './schema.ts';

/**
 * Messages for the indexer's hub, which reads them through the view `relay.live_outbox`. Postgres numbers a message
 * when its transaction commits: a number given earlier would hold a lock until then, or commit out of order.
 */
export const liveMessages = relay.table(
	'live_messages',
	{
		entry: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
		/** Rises over all channels in the order of commits. */
		id: bigint({ mode: 'number' }).unique(),
		channel: text().notNull(),
		/** Counts the channel's messages. */
		seq: bigint({ mode: 'number' }),
		message: jsonb().$type<ReviewMessage>().notNull(),
		createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
	},
	(t) => [unique().on(t.channel, t.seq)],
);

/** Without personal data and without facts. Support reads the case at `/v1/review/{id}`. */
export type ReviewMessage = { id: string; reason: string; state: 'open' | 'decided' };

/** Publishes on the channel `review`, if the caller's transaction commits. */
export async function publishReview(tx: Reader, message: ReviewMessage): Promise<void> {
	await tx.insert(liveMessages).values({ channel: 'review', message });
}

/** Deletes messages older than `before`. Each channel keeps its last one, from which the next number follows. */
export async function trimLiveOutbox(db: Reader, before: Date): Promise<void> {
	const newer = sql`EXISTS (SELECT 1 FROM relay.live_messages AS newer WHERE newer.channel = ${liveMessages.channel} AND newer.seq > ${liveMessages.seq})`;
	await db.delete(liveMessages).where(and(lt(liveMessages.createdAt, before), newer));
}
