import { and, eq, inArray, max, sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { isLogged } from '#shared/contract/passa-event.ts';
import { extended } from '#shared/contract/pay-to.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { readableText } from '#shared/readable-text.ts';
import type { Announced, Emitted, EmittedAs } from '../facts/fact.ts';
import { ordersOfEvent } from '../facts/orders-of-event.ts';
import { EventMoney, noTotals } from './event-money.ts';
import { initialRow, policyOf, type StoredPolicy, timesOf } from './event-terms.ts';
import type { Model } from './model.ts';
import { chain, money, name, type Reader, u32, u64 } from './schema.ts';

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
		/** SHA-256 of where it takes place; null in version 1. */
		placeHash: text(),
		startsAt: u64().notNull(),
		endsAt: u64().notNull(),
		doorsAt: u64().notNull(),
		/** Of the contract's code. */
		version: integer().notNull(),
		termsVersion: u32().notNull(),
		splitsVersion: u32().notNull(),
		reserveBps: integer().notNull(),
		releaseAt: u64().notNull(),
		policy: jsonb().$type<StoredPolicy>().notNull(),
		usdc: text().notNull(),
		/** Null from version 2 on: the registry names the present one. */
		treasury: text(),
		/** What it may hold at a time; 0 is no bound. */
		cap: money().notNull(),
		/** Whose signature a wallet's attribution needs; zeros are nobody's. */
		attributionKey: text().notNull(),
		/** How many tickets may be given away, and how many were. */
		complimentaryQuota: u32().notNull(),
		complimentary: u32().notNull(),
		/** Sales and royalties. */
		gross: money().notNull(),
		royalties: money().notNull(),
		refunded: money().notNull(),
		/** Face price of all tickets that were paid and not given back. */
		refundable: money().notNull(),
		/** What organizer and treasury put in for refunds and reversals. */
		topUps: money().notNull(),
		shortfalls: money().notNull(),
		/** What creators earned, less what refunds took back; then that, and what creators got. */
		commissions: money().notNull(),
		commissionsBack: money().notNull(),
		creatorsPaid: money().notNull(),
		/** What creators got beyond what they earned, because of refunds. */
		overpaid: money().notNull(),
		/** What could not be delivered, or waits for the treasury. */
		owed: money().notNull(),
		/** Whether there was an order of any kind: shares and policy are fixed since. */
		ordered: boolean().notNull(),
		pausedByOrganizer: boolean().notNull(),
		pausedByRegistry: boolean().notNull(),
		/** Unix seconds, 0 is never; who cancelled. */
		cancelledAt: u64().notNull(),
		cancelledBy: text(),
		/** Seconds. */
		postponedBy: u64().notNull(),
		frozenAt: u64().notNull(),
		frozenUntil: u64().notNull(),
		/** Orders under terms before `windowVersion` may be given back from `windowAt` until `windowUntil`. */
		windowAt: u64().notNull(),
		windowUntil: u64().notNull(),
		windowVersion: u32().notNull(),
		/** The log's last number and hash. */
		n: bigint({ mode: 'bigint' }).notNull(),
		log: text().notNull(),
		/** The ledger of the last change. */
		ledger: integer().notNull(),
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

type State = {
	rows: Map<number, EventRow>;
	announced: Map<number, Partial<EventRow>>;
	changed: Set<number>;
	money: EventMoney;
};

export const eventsModel: Model<State> = {
	name: 'events',
	table: events,
	rows: ({ rows }) => [...rows.values()],
	async load(tx, touched) {
		const nos = touched.events;
		const rows = nos.length > 0 ? await tx.select().from(events).where(inArray(events.no, nos)) : [];
		return {
			rows: new Map(rows.map((r) => [r.no, r])),
			announced: new Map(),
			changed: new Set(),
			money: await EventMoney.load(tx, touched),
		};
	},
	on: {
		announced: announce,
		created(state, fact) {
			const { terms } = fact.event.payload;
			const announced = state.announced.get(fact.no) as EventRow;
			state.rows.set(fact.no, { ...announced, ...noTotals, ...initialRow(fact.event.payload) });
			state.money.prices.set(fact.no, terms);
			advance(state, fact);
		},
		details_set(state, fact) {
			const { metadata_hash, place_hash, terms_version, uri, window_until } = fact.event.payload;
			const row = advance(state, fact);
			row.uri = readableText(uri);
			row.metadataHash = hex(metadata_hash);
			row.placeHash = hex(place_hash);
			row.termsVersion = terms_version;
			openWindow(row, fact, window_until);
		},
		tier_added(state, fact) {
			advance(state, fact).termsVersion = fact.event.payload.terms_version;
			state.money.prices.set(fact.no, fact.event.payload.terms);
		},
		splits_set(state, fact) {
			const { policy, splits_version, terms_version } = fact.event.payload;
			const row = advance(state, fact);
			row.termsVersion = terms_version;
			row.splitsVersion = splits_version;
			if (policy) Object.assign(row, policyOf(policy));
		},
		postponed(state, fact) {
			const { by, terms, terms_version, window_until } = fact.event.payload;
			const row = advance(state, fact);
			Object.assign(row, timesOf(terms), policyOf(terms.policy));
			row.termsVersion = terms_version;
			row.postponedBy = by;
			openWindow(row, fact, window_until);
		},
		accepted: advance,
		allocated: advance,
		sold: addSale,
		settled: addSale,
		minted(state, fact) {
			addSale(state, fact);
			state.rows.get(fact.no)!.complimentary++;
		},
		commission_set: advance,
		paid: (state, fact) => state.money.payout(advance(state, fact), fact),
		redirected: advance,
		refunded: (state, fact) => state.money.voiding(advance(state, fact), fact),
		reversed: (state, fact) => state.money.voiding(advance(state, fact), fact),
		owed_paid: (state, fact) => state.money.owedPaid(advance(state, fact), fact),
		funded(state, fact) {
			advance(state, fact).topUps += fact.event.payload.amount;
		},
		top_ups_returned(state, fact) {
			advance(state, fact).topUps -= fact.event.payload.amount;
		},
		closed: (state, fact) => state.money.closing(advance(state, fact), fact),
		cancelled(state, fact) {
			const { at, by } = fact.event.payload;
			Object.assign(advance(state, fact), { cancelledAt: at, cancelledBy: by });
		},
		paused(state, fact) {
			const { by, on } = fact.event.payload;
			const row = advance(state, fact);
			if (by === row.organizer) row.pausedByOrganizer = on;
			else row.pausedByRegistry = on;
		},
		frozen(state, fact) {
			const { until } = fact.event.payload;
			Object.assign(advance(state, fact), { frozenAt: secondsAt(fact), frozenUntil: until });
		},
		resold: (state, fact) => state.money.resale(advance(state, fact), fact),
		gate_set: advance,
		cap_set(state, fact) {
			advance(state, fact).cap = fact.event.payload.cap;
		},
		key_set(state, fact) {
			advance(state, fact).attributionKey = hex(fact.event.payload.key);
		},
		moved: advance,
		claimed: advance,
		listed: advance,
		unlisted: advance,
		checked_in: advance,
	},
	async save(tx, state) {
		const uncreated = [...state.announced.keys()].find((no) => !state.rows.has(no));
		if (uncreated !== undefined) {
			throw new PassaError('LOG_GAP', `event ${uncreated} was announced, and its creation is missing`);
		}
		for (const no of state.changed) {
			const row = state.rows.get(no)!;
			await tx.insert(events).values(row).onConflictDoUpdate({ target: events.no, set: row });
		}
	},
};

/** Moves the row to this event. A plain one leaves the log where it is. */
function advance(state: State, { no, event, position }: Emitted): EventRow {
	const row = state.rows.get(no)!;
	if (isLogged(event)) {
		row.n = event.n;
		row.log = hex(event.log);
	}
	row.ledger = position.ledger;
	state.changed.add(no);
	return row;
}

function addSale(state: State, fact: EmittedAs<'sold' | 'settled' | 'minted'>): void {
	const row = advance(state, fact);
	state.money.sale(row, fact);
	if (ordersOfEvent(fact.event).length > 0) row.ordered = true;
}

const secondsAt = ({ position }: Emitted): bigint => BigInt(Math.floor(position.closedAt.getTime() / 1000));

/**
 * For orders under terms before those that the fact sets. 0: it opens none. A window that runs already and ends later
 * stays, for more orders.
 */
function openWindow(row: EventRow, fact: Emitted, until: bigint): void {
	if (until === 0n) return;
	row.windowVersion = row.termsVersion;
	const at = secondsAt(fact);
	if (extended(row, at, until) <= extended(row, row.windowAt, row.windowUntil)) return;
	Object.assign(row, { windowAt: at, windowUntil: until });
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
