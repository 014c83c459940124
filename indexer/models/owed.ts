import { inArray } from 'drizzle-orm';
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { EmittedAs } from '../facts/fact.ts';
import { isReached, organizerBit } from './event-money.ts';
import { events } from './events.ts';
import { ignored, type Model } from './model.ts';
import { payees } from './payees.ts';
import { chain, money } from './schema.ts';

/** Stands for the platform's treasury, whichever address that is when it is paid. */
export const treasuryName = 'treasury';

/** What waits for somebody to fetch it, in stroops; 0 where it was fetched. */
export const owed = chain.table(
	'owed',
	{
		eventNo: integer().notNull(),
		/** An address, or `treasury`. */
		receiver: text().notNull(),
		amount: money().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.receiver] }), index().on(t.receiver)],
);

export type OwedRow = typeof owed.$inferSelect;
