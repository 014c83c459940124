import { integer, jsonb, text } from 'drizzle-orm/pg-core';
import { relay, time } from './schema.ts';

/** Tickets of each kind of difference, decimal: the first ones. */
export type AuditSamples = Record<'late' | 'unscanned' | 'twice' | 'givenBack', string[]>;

/** What the newest comparison of an event's entries with the chain found. One row for an event. */
export const entryAudits = relay.table('gate_audits', {
	event: text().primaryKey(),
	/** When entries and chain were last compared; null before the first time. */
	auditedAt: time(),
	/** Entries that the chain should show and does not. */
	late: integer().notNull().default(0),
	/** Entries that wait for something that the organizer or the event decides, and the code of it. */
	held: integer().notNull().default(0),
	heldFor: text(),
	/** Tickets that the chain shows as used, and that no gate of ours admitted. */
	unscanned: integer().notNull().default(0),
	/** Tickets that were admitted twice. */
	twice: integer().notNull().default(0),
	/** Tickets that were admitted, and whose money went back although the event takes place. */
	givenBack: integer().notNull().default(0),
	samples: jsonb()
		.$type<AuditSamples>()
		.notNull()
		.default({ late: [], unscanned: [], twice: [], givenBack: [] }),
	/** The newest try that could not compare, since the last that did: a stable code. */
	failedAt: time(),
	failedFor: text(),
});

export type EntryAuditRow = typeof entryAudits.$inferSelect;
