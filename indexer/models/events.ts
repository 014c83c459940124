import { and, eq, inArray, max, sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import type { Policy } from '#shared/contract/event.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { readable, readableName } from '#shared/readable.ts';
import type { Announced, Logged, LoggedAs } from '../facts/fact.ts';
import type { Model } from './model.ts';
import { chain, money, name, type Reader, u64 } from './schema.ts';

/** One row for each event contract: its terms, and its totals according to the log. */
export const events = chain.table(
	'events',
	{
		no: integer().primaryKey(),
		address: text().notNull().unique(),
		organizer: text().notNull(),
		nonce: u64().notNull(),
		wasmHash: text().notNull(),
		announcedLedger: integer().notNull(),
		announcedAt: timestamp({ withTimezone: true }).notNull(),
		name: name().notNull(),
		uri: text().notNull(),
		metadataHash: text().notNull(),
		startsAt: u64().notNull(),
		endsAt: u64().notNull(),
		termsVersion: integer().notNull(),
		reserveBps: integer().notNull(),
		releaseAt: u64().notNull(),
		policy: jsonb().$type<StoredPolicy>().notNull(),
		usdc: text().notNull(),
		treasury: text().notNull(),
		cap: money().notNull(),
		gross: money().notNull(),
		refunded: money().notNull(),
		topUps: money().notNull(),
		commissions: money().notNull(),
		/** The log's last number and hash. */
		n: bigint({ mode: 'bigint' }).notNull(),
		log: text().notNull(),
		/** The ledger of the last change. */
		ledger: integer().notNull(),
		selling: boolean().notNull(),
	},
	(t) => [
		index().on(t.organizer),
		index().on(t.startsAt, t.no),
		index().on(t.metadataHash),
		index('events_name_search_index').using('gin', wordsOfName),
	],
);

/** The words of the name on chain, also while no document is verified. */
export const wordsOfName = sql`to_tsvector('simple'::regconfig, chain.fold(name))`;

export type EventRow = typeof events.$inferSelect;
/** Times in Unix seconds as decimal strings: JSON has no u64. */
export type StoredPolicy = { [K in keyof Policy]: Policy[K] extends bigint ? string : Policy[K] };

type State = { rows: Map<number, EventRow>; announced: Map<number, Partial<EventRow>>; changed: Set<number> };

export const eventsModel: Model<State> = {
	name: 'events',
	table: events,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, nos) {
		const rows = nos.length > 0 ? await tx.select().from(events).where(inArray(events.no, nos)) : [];
		return { rows: new Map(rows.map((r) => [r.no, r])), announced: new Map(), changed: new Set() };
	},
	on: {
		announced: announce,
		created(state, fact) {
			create(state, fact.no, fact.event.payload);
			advance(state, fact);
		},
		splits_set(state, fact) {
			advance(state, fact).termsVersion = fact.event.payload.terms_version;
		},
		allocated: advance,
		sold: addRevenue,
		settled: addRevenue,
		paid: advance,
		moved: advance,
	},
	async save(tx, state) {
		const uncreated = [...state.announced.keys()].find((no) => !state.rows.has(no));
		if (uncreated !== undefined) {
			throw new PassaError('LOG_GAP', `event ${uncreated} was announced, and its creation is missing`);
		}
		const rows = [...state.changed].map((no) => state.rows.get(no)!);
		if (rows.length === 0) return;
		await tx
			.insert(events)
			.values(rows)
			.onConflictDoUpdate({
				target: events.no,
				set: {
					termsVersion: sql`excluded.terms_version`,
					gross: sql`excluded.gross`,
					n: sql`excluded.n`,
					log: sql`excluded.log`,
					ledger: sql`excluded.ledger`,
				},
			});
	},
};

/** Moves the row to this event of its log. */
function advance(state: State, { no, event, position }: Logged): EventRow {
	const row = state.rows.get(no)!;
	row.n = event.n;
	row.log = hex(event.log);
	row.ledger = position.ledger;
	state.changed.add(no);
	return row;
}

function addRevenue(state: State, fact: LoggedAs<'sold' | 'settled'>): void {
	advance(state, fact).gross += fact.event.payload.total;
}

function announce(state: State, { announcement, position }: Announced): void {
	state.announced.set(announcement.no, {
		no: announcement.no,
		address: announcement.event,
		organizer: announcement.organizer,
		nonce: announcement.nonce,
		wasmHash: hex(announcement.wasmHash),
		announcedLedger: position.ledger,
		announcedAt: position.closedAt,
	});
}

type Created = LoggedAs<'created'>['event']['payload'];

function create(state: State, no: number, { config, terms }: Created): void {
	const { policy } = terms;
	state.rows.set(no, {
		...(state.announced.get(no) as EventRow),
		name: readableName(terms.name),
		uri: readable(terms.uri),
		metadataHash: hex(terms.metadata_hash),
		startsAt: terms.starts_at,
		endsAt: terms.ends_at,
		termsVersion: terms.terms_version,
		reserveBps: policy.reserve_bps,
		releaseAt: policy.release_at,
		policy: {
			...policy,
			freeze_at: String(policy.freeze_at),
			refund_until: String(policy.refund_until),
			release_at: String(policy.release_at),
		},
		usdc: config.usdc,
		treasury: config.treasury,
		cap: config.cap,
		gross: 0n,
		refunded: 0n,
		topUps: 0n,
		commissions: 0n,
		selling: true,
	});
}

/** The contracts of all events. */
export async function addressesOfEvents(db: Reader): Promise<string[]> {
	const rows = await db.select({ address: events.address }).from(events);
	return rows.map(({ address }) => address);
}

/** The ledger of the registry's last announcement; null before the first one. */
export async function lastAnnouncedLedger(db: Reader): Promise<number | null> {
	const [row] = await db.select({ ledger: max(events.announcedLedger) }).from(events);
	return row?.ledger ?? null;
}

export type EventRowError = PassaError<'EVENT_NOT_FOUND'>;

/** An event by its number or its contract's address. Throws EventRowError. */
export async function eventRow(db: Reader, wanted: string): Promise<EventRow> {
	const isNo = /^\d{1,9}$/.test(wanted);
	const where = isNo ? eq(events.no, Number(wanted)) : eq(events.address, wanted);
	const [row] = await db.select().from(events).where(and(where)).limit(1);
	if (!row) throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	return row;
}
