import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { bigint, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { Outbox } from './outbox.ts';

/** The view through which a service publishes. Its migrations create it and grant the indexer SELECT on it. */
const viewOf = (schema: string) =>
	pgSchema(schema)
		.view('live_outbox', {
			id: bigint('id', { mode: 'number' }).notNull(),
			channel: text('channel').notNull(),
			seq: bigint('seq', { mode: 'number' }).notNull(),
			message: jsonb('message').$type<unknown>().notNull(),
			/** Always null: the message is about nothing on chain. */
			ledger: integer('ledger'),
			createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
		})
		.existing();

function serviceOutbox(schema: 'relay' | 'platform'): Outbox {
	const view = viewOf(schema);
	const { id, channel, seq, ledger } = view;
	const columns = { id, channel, seq, ledger, payload: view.message };
	return {
		name: schema,
		async head(db) {
			const [last] = await db.select({ id }).from(view).orderBy(desc(id)).limit(1);
			return last?.id ?? 0;
		},
		after: (db, since, limit) =>
			db.select(columns).from(view).where(gt(id, since)).orderBy(asc(id)).limit(limit),
		async channelHead(db, name) {
			const [last] = await db.select({ seq }).from(view).where(eq(channel, name)).orderBy(desc(seq)).limit(1);
			return last?.seq ?? 0;
		},
		channelAfter: (db, name, since) =>
			db
				.select(columns)
				.from(view)
				.where(and(eq(channel, name), gt(seq, since)))
				.orderBy(asc(seq)),
	};
}

export const relayOutbox = serviceOutbox('relay');
export const platformOutbox = serviceOutbox('platform');

const undefinedTable = '42P01';
const insufficientPrivilege = '42501';

/** Whether the view is missing or not granted yet, because the service has not migrated its schema. */
export function isMissingView(error: unknown): boolean {
	for (let e = error; e instanceof Error; e = e.cause) {
		const { code } = e as { code?: unknown };
		if (code === undefinedTable || code === insufficientPrivilege) return true;
	}
	return false;
}
