import { z } from '@hono/zod-openapi';
import { and, asc, eq, gte, ilike, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import { pictureSchema } from '#shared/picture-schema.ts';
import { type DocumentRow, documents } from '../models/documents.ts';
import { type EventRow, events } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { leftOf, type TierRow, tiers } from '../models/tiers.ts';
import { faceSchema, verified } from './event.ts';
import { type EventFault, eventFaultSchema, faultsOf } from './event-fault.ts';
import { addressText, currencyOf, isoOf, isoTime, stroopsText } from './json-values.ts';

export const eventSummarySchema = z
	.object({
		no: z.int(),
		address: addressText,
		organizer: addressText,
		name: z.string(),
		startsAt: isoTime,
		endsAt: isoTime,
		city: z.string().nullable(),
		venue: z.string().nullable(),
		category: z.string().nullable(),
		picture: pictureSchema.nullable(),
		from: z
			.object({ price: stroopsText, face: faceSchema })
			.openapi({ description: 'the cheapest tier that has seats left, else the cheapest' }),
		capacity: z.int(),
		left: z.int().openapi({ description: 'seats that either rail may still sell' }),
		fault: eventFaultSchema,
	})
	.openapi('EventSummary');

export type EventSummary = z.infer<typeof eventSummarySchema>;

export type EventFilter = {
	city?: string | undefined;
	category?: string | undefined;
	/** Not over before this. */
	from?: Date | undefined;
	/** Starts no later than this. */
	to?: Date | undefined;
	text?: string | undefined;
	organizer?: string | undefined;
};
/** `startsAt` in Unix seconds. */
export type EventPosition = { startsAt: string; no: number };

/** Events after `position`, soonest first. `next` is the position of the last one, null on the last page. */
export async function eventList(
	db: Reader,
	filter: EventFilter,
	position: EventPosition | null,
	limit: number,
): Promise<{ items: EventSummary[]; next: EventPosition | null }> {
	const rows = await db
		.select({ row: events, document: documents })
		.from(events)
		.leftJoin(documents, and(eq(documents.hash, events.metadataHash), eq(documents.state, 'verified')))
		.where(and(...conditions(filter), position ? after(position) : undefined))
		.orderBy(asc(events.startsAt), asc(events.no))
		.limit(limit);
	const nos = rows.map((r) => r.row.no);
	const [found, faults] = await Promise.all([
		nos.length > 0
			? db.select().from(tiers).where(inArray(tiers.eventNo, nos)).orderBy(tiers.index)
			: Promise.resolve([]),
		faultsOf(
			db,
			rows.map((r) => r.row),
		),
	]);
	const byEvent = Map.groupBy(found, (t) => t.eventNo);
	const last = rows.length === limit ? rows.at(-1)!.row : null;
	return {
		items: rows.map(({ row, document }) =>
			summary(row, document, byEvent.get(row.no) ?? [], faults.get(row.no) ?? null),
		),
		next: last && { startsAt: String(last.startsAt), no: last.no },
	};
}

const seconds = (date: Date): bigint => BigInt(Math.floor(date.getTime() / 1000));

const after = ({ startsAt, no }: EventPosition): SQL =>
	sql`(${events.startsAt}, ${events.no}) > (${startsAt}::numeric, ${no}::integer)`;

const sameText = (path: SQL, wanted: string): SQL => sql`lower(${path}) = lower(${wanted})`;

function conditions(filter: EventFilter): (SQL | undefined)[] {
	const { city, category, from, to, text, organizer } = filter;
	return [
		city ? sameText(sql`${documents.document}->'venue'->>'city'`, city) : undefined,
		category ? sameText(sql`${documents.document}->>'category'`, category) : undefined,
		from ? gte(events.endsAt, seconds(from)) : undefined,
		to ? lte(events.startsAt, seconds(to)) : undefined,
		organizer ? eq(events.organizer, organizer) : undefined,
		text ? textCondition(text) : undefined,
	];
}

/** Either every word starts a word of the event's verified text, or the whole text is part of its name on chain. */
function textCondition(text: string): SQL | undefined {
	const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
	const query = words.map((w) => `${w}:*`).join(' & ');
	const inName = ilike(events.name, `%${text.replace(/[\\%_]/g, '\\$&')}%`);
	return words.length === 0 ? inName : or(sql`${documents.search} @@ to_tsquery('simple', ${query})`, inName);
}

const bothLeft = (t: TierRow): number => leftOf(t).wallet + leftOf(t).fiat;

function summary(
	row: EventRow,
	document: DocumentRow | null,
	list: TierRow[],
	fault: EventFault | null,
): EventSummary {
	const metadata = verified(document);
	const open = list.filter((t) => bothLeft(t) > 0);
	const cheapest = (open.length > 0 ? open : list).reduce((a, b) => (b.price < a.price ? b : a));
	return {
		no: row.no,
		address: row.address,
		organizer: row.organizer,
		name: row.name,
		startsAt: isoOf(row.startsAt),
		endsAt: isoOf(row.endsAt),
		city: metadata?.venue.city ?? null,
		venue: metadata?.venue.name ?? null,
		category: metadata?.category ?? null,
		picture: metadata?.picture ?? null,
		from: {
			price: String(cheapest.price),
			face: { currency: currencyOf(cheapest.faceCurrency), amount: String(cheapest.faceAmount) },
		},
		capacity: list.reduce((n, t) => n + t.capacity, 0),
		left: list.reduce((n, t) => n + bothLeft(t), 0),
		fault,
	};
}

/** Values for the list's filters, from verified documents of events that are not over. */
export async function facets(db: Reader, now: Date): Promise<{ cities: string[]; categories: string[] }> {
	const distinct = async (path: SQL): Promise<string[]> => {
		const value = sql<string>`${path}`;
		const rows = await db
			.selectDistinct({ value })
			.from(events)
			.innerJoin(documents, and(eq(documents.hash, events.metadataHash), eq(documents.state, 'verified')))
			.where(and(gte(events.endsAt, seconds(now)), sql`${path} is not null`))
			.orderBy(value);
		return rows.map((r) => r.value);
	};
	const [cities, categories] = await Promise.all([
		distinct(sql`${documents.document}->'venue'->>'city'`),
		distinct(sql`${documents.document}->>'category'`),
	]);
	return { cities, categories };
}
