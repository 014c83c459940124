import { z } from '@hono/zod-openapi';
import { asc, eq } from 'drizzle-orm';
import { creatorAccount } from '#shared/contract/accounting.ts';
import { type CreatorRow, creators } from '../models/creators.ts';
import { booksOf } from '../models/event-parts.ts';
import { type EventRow, events } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { addressText, hashText, stroopsText } from './json-values.ts';

export const creatorSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		eventName: z.string(),
		address: addressText,
		bps: z.int().openapi({ description: 'of a ticket’s price, for orders from now on' }),
		termsHash: hashText.nullable().openapi({ description: 'SHA-256 of what organizer and creator agreed' }),
		points: z.string().openapi({ description: 'tickets that stand × weight in basis points' }),
		earned: stroopsText,
		paid: stroopsText,
		due: stroopsText.openapi({ description: 'to be paid now: reserve and release as for payees' }),
	})
	.openapi('CreatorAccount');

export type CreatorView = z.infer<typeof creatorSchema>;

/** What can be paid to a creator now, in stroops. */
export const creatorDue = (row: EventRow, account: CreatorRow, now: bigint): bigint =>
	creatorAccount(booksOf({ row, payees: [] }), account, now).due;

const creatorView = (event: EventRow, row: CreatorRow, now: bigint): CreatorView => ({
	event: event.address,
	eventNo: event.no,
	eventName: event.name,
	address: row.creator,
	bps: row.bps,
	termsHash: row.termsHash,
	points: String(row.points),
	earned: String(row.earned),
	paid: String(row.paid),
	due: String(creatorDue(event, row, now)),
});

/** An event's creators, in the order of their addresses. */
export async function creatorsOf(db: Reader, event: EventRow, now: bigint): Promise<CreatorView[]> {
	const rows = await db
		.select()
		.from(creators)
		.where(eq(creators.eventNo, event.no))
		.orderBy(asc(creators.creator));
	return rows.map((row) => creatorView(event, row, now));
}

/** What a creator earns, event by event. */
export async function commissionsOf(db: Reader, address: string, now: bigint): Promise<CreatorView[]> {
	const rows = await db
		.select({ event: events, creator: creators })
		.from(creators)
		.innerJoin(events, eq(events.no, creators.eventNo))
		.where(eq(creators.creator, address))
		.orderBy(asc(creators.eventNo));
	return rows.map(({ event, creator }) => creatorView(event, creator, now));
}
