import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { relay, time } from './schema.ts';

/**
 * What two people of a team do at once. `stop_gate`: the gate lets nobody in. `open_gate`: again. `move_gate`: it has another
 * name, or admits other tiers. `message`: to everybody who holds a ticket.
 */
export const emergencyKinds = ['stop_gate', 'open_gate', 'move_gate', 'message'] as const;
export type EmergencyKind = (typeof emergencyKinds)[number];

/** `gate`: its id. `name`, `tiers`: what a gate that moves has from now on. `text`: of a message. */
export type EmergencyContent = {
	gate?: string;
	name?: string;
	tiers?: number[] | null;
	text?: string;
};

/** To how many contacts a message was queued, and how many wallets with a ticket have none; null: nobody could count them. */
export type EmergencyOutcome = { contacts: number; without: number | null };

/** One person proposes, another one confirms in time, and it is done in that transaction. Rows stay: they are the trail. */
export const emergencies = relay.table(
	'emergencies',
	{
		id: uuid().primaryKey(),
		/** The event's contract. */
		event: text().notNull(),
		kind: text().$type<EmergencyKind>().notNull(),
		content: jsonb().$type<EmergencyContent>().notNull(),
		/** A gate's name as it was proposed: it may move later. */
		about: text().notNull(),
		state: text().$type<'proposed' | 'done' | 'withdrawn'>().notNull(),
		/** Persons. */
		proposedBy: text().notNull(),
		proposedAt: time().notNull(),
		/** Until when another person may confirm. */
		endsAt: time().notNull(),
		decidedBy: text(),
		decidedAt: time(),
		outcome: jsonb().$type<EmergencyOutcome>(),
	},
	(t) => [index('emergencies_event').on(t.event, t.proposedAt)],
);

export type EmergencyRow = typeof emergencies.$inferSelect;
