import { index, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, relay, time } from './schema.ts';

/** What two devices of one person tell each other: the phone asks for passes, and the computer gives them. */
export const pairingSides = ['asked', 'given'] as const;
export type PairingSide = (typeof pairingSides)[number];

/**
 * Sealed messages between two devices, for some minutes. Their key is in a code that one device shows and the other scans;
 * it never comes here, and neither does what the name of a pairing was made of.
 */
export const pairings = relay.table(
	'pass_pairings',
	{
		/** 32 bytes. */
		name: bytes().notNull(),
		side: text().$type<PairingSide>().notNull(),
		sealed: bytes().notNull(),
		endsAt: time().notNull(),
	},
	(t) => [primaryKey({ columns: [t.name, t.side] }), index('pass_pairings_end').on(t.endsAt)],
);
