import type { Picture } from '#shared/picture.ts';

/** What a ticket shows. Times are ISO 8601, null until the indexer has them. */
export type TicketFace = {
	/** The event's contract: without a picture its colours follow from it. */
	event: string;
	/** The event's picture, whose colours are the ticket's; null if there is none, or none is known yet. */
	picture: Picture | null;
	eventName: string;
	tierName: string;
	startsAt: string | null;
	endsAt: string | null;
	/** "Ngong Racecourse, Nairobi"; null while no document is verified. */
	place: string | null;
	/** Its event is cancelled: it lets nobody in. */
	cancelled: boolean;
	/** Null until the indexer has read the sale. */
	code: string | null;
	/** 1 for the first of the order's `of` tickets. */
	number: number;
	of: number;
	/** The page that proves the purchase, as an address that can be typed. */
	proof?: string | null;
};

/** Where an event takes place, from its parts. */
export const placeOf = (venue: string | null | undefined, city: string | null | undefined): string | null =>
	[venue, city].filter(Boolean).join(', ') || null;
