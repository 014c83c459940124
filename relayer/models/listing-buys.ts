import { sql } from 'drizzle-orm';
import { boolean, index, integer, text } from 'drizzle-orm/pg-core';
import { id64, money, relay, time, u64 } from './schema.ts';

/**
 * What an order buys from another fan, and the call that buys it, which the treasury pays: the row is the job while its
 * order is paid. `resale/decide-buy.ts` says what follows from what the chain shows.
 */
export const listingBuys = relay.table(
	'listing_buys',
	{
		orderNo: id64().primaryKey(),
		/** Stroops: the price that the buyer saw, and of it the event's. The treasury signs these sums and no others. */
		price: money().notNull(),
		royalty: money().notNull(),
		/** Who offers it on chain, and whether it is in custody there: then the event gets the seller's part for the treasury. */
		seller: text().notNull(),
		fromCustody: boolean().notNull(),
		/** When the money was first seen here: the purchase has ten minutes from then. */
		startedAt: time(),
		/** The newest signed call (base64), stored before it is sent; it can land until `validUntil` (Unix seconds). */
		envelope: text(),
		validUntil: u64(),
		/** The ledger from which on no authorisation that was ever signed for it is valid. */
		authorisedUntil: integer().notNull().default(0),
		attempts: integer().notNull().default(0),
		/** A ledger before the first call. */
		sinceLedger: integer(),
		/** Why it is not bought yet: a stable code. */
		waitsFor: text(),
		/** When it is due, once its order is paid; null at its end. */
		wakeAt: time(),
	},
	(t) => [index('listing_buys_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`)],
);

export type ListingBuyRow = typeof listingBuys.$inferSelect;
