import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { id64, relay, time } from './schema.ts';

/** Who decided: this service, a device while it was offline, or a supervisor. */
export type DecidedBy = 'service' | 'device' | 'supervisor';

/** Every scan, as it was answered. A row is added once for its nonce, and only undoing and conflicts change it. */
export const gateScans = relay.table(
	'gate_scans',
	{
		/** Chosen by who scans: repeating it changes nothing. */
		nonce: uuid().primaryKey(),
		event: text().notNull(),
		gate: uuid().notNull(),
		/** Null: a supervisor's. */
		device: uuid(),
		/** The person of a supervisor's decision, and their reason. */
		person: text(),
		why: text(),
		/** Null where the code named no ticket. */
		chainOrder: id64(),
		index: smallint(),
		direction: text().$type<'in' | 'out'>().notNull(),
		decidedBy: text().$type<DecidedBy>().notNull(),
		answer: jsonb().$type<EntryAnswer>().notNull(),
		/** By the device's corrected clock. */
		scannedAt: time().notNull(),
		recordedAt: time().notNull(),
		/** The scan that had admitted the ticket before, where a device that was offline admitted it, too. */
		conflictsWith: uuid(),
		undoneAt: time(),
		undoneBy: text(),
		/** What the device had answered, where the pass that it sent does not prove that: then `answer` is ours. */
		deviceAnswer: jsonb().$type<EntryAnswer>(),
	},
	(t) => [
		index('gate_scans_event').on(t.event, t.recordedAt),
		index('gate_scans_conflicts').on(t.event).where(sql`${t.conflictsWith} IS NOT NULL`),
		index('gate_scans_doubted').on(t.event).where(sql`${t.deviceAnswer} IS NOT NULL`),
	],
);

export type ScanRow = typeof gateScans.$inferSelect;

/** Tickets that were admitted. One row for a ticket: of two gates at the same instant one inserts it. */
export const gateEntries = relay.table(
	'gate_entries',
	{
		event: text().notNull(),
		chainOrder: id64().notNull(),
		index: smallint().notNull(),
		/** The scan that admitted it first. */
		nonce: uuid().notNull(),
		gate: uuid().notNull(),
		enteredAt: time().notNull(),
		/** Whether its person is inside: the last scan was one in. */
		inside: boolean().notNull(),
		recordedAt: time().notNull(),
		/** The call that puts it on chain; null before there is one. */
		checkIn: uuid(),
	},
	(t) => [
		primaryKey({ columns: [t.event, t.chainOrder, t.index] }),
		index('gate_entries_unbound').on(t.recordedAt).where(sql`${t.checkIn} IS NULL`),
		index('gate_entries_gate').on(t.event, t.gate),
	],
);

export type EntryRow = typeof gateEntries.$inferSelect;
