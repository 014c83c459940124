import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { chain, type Database, type Reader, type Transaction } from './schema.ts';

/** What listeners are told, in order: `id` over all channels, `seq` within one. Both rise without gaps as they commit. */
export const outbox = chain.table(
	'outbox',
	{
		channel: text().notNull(),
		seq: bigint({ mode: 'number' }).notNull(),
		id: bigint({ mode: 'number' }).notNull(),
		ledger: integer().notNull(),
		payload: jsonb().$type<unknown>().notNull(),
		at: timestamp({ withTimezone: true }).notNull().defaultNow(),
	},
	(t) => [primaryKey({ columns: [t.channel, t.seq] }), index().on(t.id), index().on(t.at)],
);

/** Each channel's last number, kept when its messages are gone. */
export const channels = chain.table('channels', {
	channel: text().primaryKey(),
	seq: bigint({ mode: 'number' }).notNull(),
});

/** One row: the last id. Its lock makes publishers commit one after the other, so no reader misses a lower id. */
export const outboxHead = chain.table('outbox_head', {
	one: smallint().primaryKey().default(1),
	id: bigint({ mode: 'number' }).notNull(),
});

export type Message = { channel: string; ledger: number; payload: unknown };
export type Sent = Message & { seq: number; id: number };

export const liveNotice = 'passa_live';

/** Puts messages into the outbox; listeners hear of them when the transaction commits. The notice is a hint only. */
export async function publish(tx: Transaction, messages: Message[]): Promise<void> {
	if (messages.length > 0) await store(tx, messages);
	await tx.execute(sql`select pg_notify(${liveNotice}, '')`);
}

async function store(tx: Transaction, messages: Message[]): Promise<void> {
	const [head] = await tx
		.insert(outboxHead)
		.values({ id: messages.length })
		.onConflictDoUpdate({ target: outboxHead.one, set: { id: sql`${outboxHead.id} + excluded.id` } })
		.returning({ id: outboxHead.id });
	const counts = Map.groupBy(messages, (m) => m.channel);
	const heads = await tx
		.insert(channels)
		.values([...counts].map(([channel, list]) => ({ channel, seq: list.length })))
		.onConflictDoUpdate({ target: channels.channel, set: { seq: sql`${channels.seq} + excluded.seq` } })
		.returning();
	const next = new Map(heads.map((h) => [h.channel, h.seq - counts.get(h.channel)!.length]));
	const first = head!.id - messages.length;
	const rows = messages.map((m, i) => {
		const seq = next.get(m.channel)! + 1;
		next.set(m.channel, seq);
		return { ...m, seq, id: first + i + 1 };
	});
	await tx.insert(outbox).values(rows);
}

export async function headOf(db: Reader): Promise<number> {
	const [head] = await db.select().from(outboxHead);
	return head?.id ?? 0;
}

export async function sentSince(db: Reader, id: number, limit: number): Promise<Sent[]> {
	return db.select().from(outbox).where(gt(outbox.id, id)).orderBy(asc(outbox.id)).limit(limit);
}

export async function channelHead(db: Reader, channel: string): Promise<number> {
	const [row] = await db.select().from(channels).where(eq(channels.channel, channel));
	return row?.seq ?? 0;
}

/** A channel's messages after `seq`, or null where some of them are gone or there are too many to send. */
export async function replay(
	db: Reader,
	channel: string,
	seq: number,
	head: number,
	most: number,
): Promise<Sent[] | null> {
	if (seq > head || head - seq > most) return null;
	const rows = await db
		.select()
		.from(outbox)
		.where(and(eq(outbox.channel, channel), gt(outbox.seq, seq)))
		.orderBy(asc(outbox.seq));
	return rows.length === head - seq ? rows : null;
}

/** Messages older than this are forgotten; who was away for longer gets a new snapshot. */
export async function trimOutbox(db: Database, at: Date): Promise<void> {
	await db.delete(outbox).where(lt(outbox.at, at));
}
