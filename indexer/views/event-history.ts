import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { changes } from '../models/changes.ts';
import { events } from '../models/events.ts';
import { owed, treasuryName } from '../models/owed.ts';
import type { Reader } from '../models/schema.ts';
import { topUps } from '../models/top-ups.ts';
import { addressText, hashText, isoTime, stroopsText } from './json-values.ts';

const place = { txHash: hashText, ledger: z.int(), at: isoTime };

export const changeSchema = z
	.object({
		n: z.string().openapi({ description: 'its number in the event’s log' }),
		kind: z.enum(['details', 'tier', 'splits', 'times']),
		termsVersion: z.int().openapi({ description: 'from here on' }),
		uri: z.string().nullable(),
		metadataHash: hashText.nullable(),
		placeHash: hashText.nullable(),
		postponedBySeconds: z.int(),
		refundsUntil: isoTime.nullable().openapi({ description: 'for orders that stood; null: it opened none' }),
		...place,
	})
	.openapi('TermsChange');

/** An event's changes of terms, newest first. */
export async function changesOf(db: Reader, eventNo: number): Promise<z.infer<typeof changeSchema>[]> {
	const rows = await db.select().from(changes).where(eq(changes.eventNo, eventNo)).orderBy(desc(changes.n));
	return rows.map(({ eventNo: _, n, postponedBy, windowUntil, at, ...row }) => ({
		...row,
		n: String(n),
		postponedBySeconds: Number(postponedBy),
		refundsUntil: windowUntil > 0n ? isoOfSeconds(windowUntil) : null,
		at: at.toISOString(),
	}));
}

export const topUpSchema = z
	.object({
		n: z.string().openapi({ description: 'its number in the event’s log' }),
		kind: z.enum(['funded', 'returned']),
		amount: stroopsText,
		...place,
	})
	.openapi('TopUp');

/** What the organizer put into an event for refunds and got back, newest first. */
export async function topUpsOf(db: Reader, eventNo: number): Promise<z.infer<typeof topUpSchema>[]> {
	const rows = await db.select().from(topUps).where(eq(topUps.eventNo, eventNo)).orderBy(desc(topUps.n));
	return rows.map(({ eventNo: _, n, amount, at, ...row }) => ({
		...row,
		n: String(n),
		amount: String(amount),
		at: at.toISOString(),
	}));
}

export const owedSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		receiver: addressText.nullable().openapi({ description: 'null: the platform’s treasury' }),
		amount: stroopsText,
	})
	.openapi('Owed');

export type Owed = z.infer<typeof owedSchema>;

/** What waits to be fetched: of one event, or by one receiver. */
export async function owedOf(
	db: Reader,
	wanted: { eventNo: number } | { receiver: string },
): Promise<Owed[]> {
	const where = 'eventNo' in wanted ? eq(owed.eventNo, wanted.eventNo) : eq(owed.receiver, wanted.receiver);
	const rows = await db
		.select({ row: owed, event: events.address })
		.from(owed)
		.innerJoin(events, eq(events.no, owed.eventNo))
		.where(and(where, gt(owed.amount, 0n)))
		.orderBy(asc(owed.eventNo), asc(owed.receiver));
	return rows.map(({ row, event }) => ({
		event,
		eventNo: row.eventNo,
		receiver: row.receiver === treasuryName ? null : row.receiver,
		amount: String(row.amount),
	}));
}
