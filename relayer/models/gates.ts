import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ReentryPolicy } from '#shared/gate/entry-facts.ts';
import { bytes, id64, name, relay, time } from './schema.ts';

/** What an organizer set for the gates of an event, and what the event said when it was last read. */
export const gateEvents = relay.table('gate_events', {
	/** The event's contract. */
	event: text().primaryKey(),
	reentry: text().$type<ReentryPolicy>().notNull().default('none'),
	/** Whether each ticket has one gate while gates are offline. */
	divided: boolean().notNull().default(false),
	/** Tiers whose passes may be printed or sent by SMS. */
	staticTiers: smallint().array().notNull().default([]),
	/** Unix seconds; null before the first reading. */
	opensAt: integer(),
	closesAt: integer(),
	freezeAt: integer(),
	cancelled: boolean().notNull().default(false),
	readAt: time(),
	/** When all of its orders were last in `gate_tickets`. */
	listedAt: time(),
});

export type GateEventRow = typeof gateEvents.$inferSelect;

/** A way in. `tiers`: those that it admits; null: all. */
export const gates = relay.table(
	'gates',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		name: name().notNull(),
		tiers: smallint().array(),
		createdAt: time().notNull(),
		endedAt: time(),
		/** Two people of the team stopped it: it lets nobody in until two open it again. */
		stoppedAt: time(),
	},
	(t) => [uniqueIndex('gates_name').on(t.event, sql`lower(${t.name})`).where(sql`${t.endedAt} IS NULL`)],
);

export type GateRow = typeof gates.$inferSelect;

/** A device of a gate: asked for by a code that is used once, then known by its own key. */
export const gateDevices = relay.table(
	'gate_devices',
	{
		id: uuid().primaryKey(),
		gate: uuid().notNull(),
		event: text().notNull(),
		/** SHA-256 of the code; until when it may be used. */
		codeHash: bytes().notNull().unique(),
		codeEndsAt: time().notNull(),
		/** P-256, 33 bytes; null before it is enrolled. */
		publicKey: bytes(),
		label: name(),
		enrolledAt: time(),
		/** The moment that the list is of by which it decides alone: the newest that it loaded. */
		listedAt: time(),
		revokedAt: time(),
	},
	(t) => [index('gate_devices_event').on(t.event)],
);

export type GateDeviceRow = typeof gateDevices.$inferSelect;

/**
 * Tickets as the ledger had them, for events with gates. A row is of `readLedger`; where something happened to the ticket
 * in a later one, it is read again. One that is missing here is read from the ledger, too.
 */
export const gateTickets = relay.table(
	'gate_tickets',
	{
		event: text().notNull(),
		chainOrder: id64().notNull(),
		/** Its place in the order. */
		index: smallint().notNull(),
		tier: smallint().notNull(),
		owner: text().notNull(),
		custodial: boolean().notNull(),
		used: boolean().notNull(),
		refunded: boolean().notNull(),
		readLedger: integer().notNull(),
		/** The newest ledger with a change of it, as the keeper saw it. */
		changedLedger: integer().notNull().default(0),
	},
	(t) => [primaryKey({ columns: [t.event, t.chainOrder, t.index] })],
);

export type GateTicketRow = typeof gateTickets.$inferSelect;
