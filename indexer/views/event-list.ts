import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { extended } from '#shared/contract/pay-to.ts';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { pictureSchema } from '#shared/picture-schema.ts';
import { categoryOf, cityOf, type DocumentRow, documents, folded } from '../models/documents.ts';
import { type EventRow, events, wordsOfName } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { leftOf, type TierRow, tiers } from '../models/tiers.ts';
import { faceSchema, verified } from './event.ts';
import { type EventFault, eventFaultSchema, faultsOf } from './event-fault.ts';
import { addressText, currencyOf, isoTime, secondsOf, stroopsText } from './json-values.ts';
import { cutPage, oneMore } from './page.ts';

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
		cancelledAt: isoTime.nullable(),
		postponedBySeconds: z.int().openapi({ description: '0: it never was' }),
		refundsUntil: isoTime.nullable().openapi({
			description: 'until when a change of time or place lets earlier buyers give tickets back',
		}),
		fault: eventFaultSchema,
	})
	.openapi('EventSummary');

export type EventSummary = z.infer<typeof eventSummarySchema>;

export type EventFilter = {
	city?: string | undefined;
	category?: string | undefined;
	/** Not over before this. */
	from?: Date | undefined;
	/** Over before this. */
	before?: Date | undefined;
	/** Starts no later than this. */
	to?: Date | undefined;
	text?: string | undefined;
	organizer?: string | undefined;
};
/** By when they start. */
export const eventOrders = ['soonest', 'latest'] as const;
export type EventOrder = (typeof eventOrders)[number];
/** `startsAt` in Unix seconds. */
export type EventPosition = { startsAt: string; no: number };

/** Events after `position` in that order. `next` is the position of the last one, null on the last page. */
export async function eventList(
	db: Reader,
	filter: EventFilter,
	order: EventOrder,
	position: EventPosition | null,
	limit: number,
): Promise<{ items: EventSummary[]; next: EventPosition | null }> {
	const by = order === 'soonest' ? asc : desc;
	const found = await db
		.select({ row: events, document: documents })
		.from(events)
		.leftJoin(documents, and(eq(documents.hash, events.metadataHash), eq(documents.state, 'verified')))
		.where(and(...conditions(filter), position ? after(position, order) : undefined))
		.orderBy(by(events.startsAt), by(events.no))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const nos = rows.map((r) => r.row.no);
	const tiersOf =
		nos.length > 0
			? await db.select().from(tiers).where(inArray(tiers.eventNo, nos)).orderBy(tiers.index)
			: [];
	const faults = await faultsOf(
		db,
		rows.map((r) => r.row),
	);
	const byEvent = Map.groupBy(tiersOf, (t) => t.eventNo);
	return {
		items: rows.map(({ row, document }) =>
			summary(row, document, byEvent.get(row.no) ?? [], faults.get(row.no) ?? null),
		),
		next: last && { startsAt: String(last.row.startsAt), no: last.row.no },
	};
}

const after = ({ startsAt, no }: EventPosition, order: EventOrder): SQL =>
	sql`(${events.startsAt}, ${events.no}) ${order === 'soonest' ? sql`>` : sql`<`} (${startsAt}::numeric, ${no}::integer)`;

const sameText = (path: SQL, wanted: string): SQL => sql`${folded(path)} = ${folded(sql`${wanted}`)}`;

function conditions(filter: EventFilter): (SQL | undefined)[] {
	const { city, category, from, before, to, text, organizer } = filter;
	return [
		city ? sameText(cityOf, city) : undefined,
		category ? sameText(categoryOf, category) : undefined,
		from ? gte(events.endsAt, secondsOf(from)) : undefined,
		before ? lt(events.endsAt, secondsOf(before)) : undefined,
		to ? lte(events.startsAt, secondsOf(to)) : undefined,
		organizer ? eq(events.organizer, organizer) : undefined,
		text ? textCondition(text) : undefined,
	];
}

/**
 * Every word begins a word of the event's verified document, or of its name on chain. A text without words finds nothing.
 */
function textCondition(text: string): SQL {
	const query = sql`to_tsquery('simple', nullif(replace(${folded(sql`${text}::text`)}, ' ', ':* & ') || ':*', ':*'))`;
	return sql`${events.no} in (
		select no from ${events} where ${wordsOfName} @@ ${query}
		union all
		select e.no from ${events} e join ${documents} d on d.hash = e.metadata_hash
		where d.state = 'verified' and d.search @@ ${query})`;
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
		startsAt: isoOfSeconds(row.startsAt),
		endsAt: isoOfSeconds(row.endsAt),
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
		cancelledAt: row.cancelledAt > 0n ? isoOfSeconds(row.cancelledAt) : null,
		postponedBySeconds: Number(row.postponedBy),
		refundsUntil: row.windowUntil > 0n ? isoOfSeconds(extended(row, row.windowAt, row.windowUntil)) : null,
		fault,
	};
}

/**
 * Values for the list's filters, from verified documents of events that are not over. Spellings that fold to one are one
 * value, written as most of them are.
 */
export async function facets(db: Reader, now: Date): Promise<{ cities: string[]; categories: string[] }> {
	const distinct = async (path: SQL): Promise<string[]> => {
		const key = folded(path);
		const rows = await db
			.select({ value: sql<string>`mode() within group (order by btrim(${path}))` })
			.from(events)
			.innerJoin(documents, and(eq(documents.hash, events.metadataHash), eq(documents.state, 'verified')))
			.where(and(gte(events.endsAt, secondsOf(now)), sql`${key} <> ''`))
			.groupBy(key)
			.orderBy(key);
		return rows.map((r) => r.value);
	};
	return { cities: await distinct(cityOf), categories: await distinct(categoryOf) };
}
