import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { insertRows } from './insert-rows.ts';
import { chain, type Database, type Reader, type Transaction } from './schema.ts';

/** Live messages about the chain: `id` counts over all channels, `seq` within one. Neither has gaps. */
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

/** Each channel's last number, which outlives its messages. */
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

/** A published message. `ledger` is null if a service off chain published it. */
export type Sent = { channel: string; seq: number; id: number; ledger: number | null; payload: unknown };

/** What the hub needs of an outbox. Ids rise in the order in which messages commit. */
export type Outbox = {
	name: string;
	/** The last id, 0 if there is none. */
	head(db: Reader): Promise<number>;
	/** Messages of all channels after `id`, oldest first. */
	after(db: Reader, id: number, limit: number): Promise<Sent[]>;
	/** A channel's last number, 0 if there is none. */
	channelHead(db: Reader, channel: string): Promise<number>;
	/** A channel's messages after `seq`, oldest first. */
	channelAfter(db: Reader, channel: string, seq: number): Promise<Sent[]>;
};

/** Every outbox notifies on this channel. The notice is a hint only and carries no data. */
export const liveNotice = 'passa_live';

/** Writes messages in the caller's transaction; listeners get them after it commits. */
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
	await insertRows(tx, outbox, rows);
}

export const chainOutbox: Outbox = {
	name: 'chain',
	async head(db) {
		const [head] = await db.select().from(outboxHead);
		return head?.id ?? 0;
	},
	after: (db, id, limit) =>
		db.select().from(outbox).where(gt(outbox.id, id)).orderBy(asc(outbox.id)).limit(limit),
	async channelHead(db, channel) {
		const [row] = await db.select().from(channels).where(eq(channels.channel, channel));
		return row?.seq ?? 0;
	},
	channelAfter: (db, channel, seq) =>
		db
			.select()
			.from(outbox)
			.where(and(eq(outbox.channel, channel), gt(outbox.seq, seq)))
			.orderBy(asc(outbox.seq)),
};

/** A channel's messages after `seq`, or null if some of them are deleted or more than `max` would follow. */
export async function replay(
	db: Reader,
	from: Outbox,
	channel: string,
	seq: number,
	head: number,
	max: number,
): Promise<Sent[] | null> {
	if (seq > head || head - seq > max) return null;
	const rows = await from.channelAfter(db, channel, seq);
	return rows.length === head - seq ? rows : null;
}

/** Deletes messages older than `before`; a listener that was away for longer gets a new snapshot. */
export async function trimOutbox(db: Database, before: Date): Promise<void> {
	await db.delete(outbox).where(lt(outbox.at, before));
}
