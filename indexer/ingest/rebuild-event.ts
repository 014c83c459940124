import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { isLogged } from '#shared/contract/passa-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type Fact, placeOf } from '../facts/fact.ts';
import { type LedgerFacts, type LogHead, readFacts } from '../facts/read-facts.ts';
import { nothingTouched } from '../facts/touched.ts';
import { models } from '../models/all-models.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { type LedgerRow, ledgers } from '../models/ledgers.ts';
import { reduce } from '../models/model.ts';
import { asRaw, digestOf, type RawEventRow, rawEvents } from '../models/raw-events.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { proofFaults } from './proof-faults.ts';
import { type StoredReader, storedIn } from './stored-reader.ts';

/** An event's rows by model, as they follow from its stored raw events alone. */
export type Rebuilt = {
	rows: Map<string, object[]>;
	/** What is wrong with the stored raw events, or the ledgers that hold them. */
	faults: string[];
	/** The newest ledger with an event of it. */
	newest: LedgerRow | null;
	/** Which raw events of its contract were read: how many, and the last one's id, '' for none. */
	read: { count: number; lastId: string };
};

/** An announcement's raw event, and when its ledger closed. */
export type AnnouncementRow = { row: RawEventRow; closedAt: Date };

type RebuildOptions = {
	/** The event's announcement where it is known already. */
	announcement?: AnnouncementRow;
	/**
	 * How many raw events are decoded at once. Decoding holds up the process: between two pages others have their turn.
	 */
	pageSize?: number;
	/**
	 * `digests` checks each ledger's digest, once, where the event has all of a ledger's events without reading them
	 * again; and no proof. It is for all events in turn: what is not checked of one is checked of another.
	 */
	check?: 'proofs' | 'digests';
	/** Where raw events and ledgers are read; unset: the transaction. */
	stored?: StoredReader;
};

/** Base64 of the symbol `announced`, the second topic of an announcement. */
const announcedTopic = 'AAAADwAAAAlhbm5vdW5jZWQAAAA=';

/**
 * Applies all stored raw events of an event to empty models. Throws LOG_GAP and SOURCE_DIVERGENT if they are no whole
 * log, and EVENT_MALFORMED.
 */
export async function rebuildEvent(
	tx: Transaction,
	no: number,
	{ network, registry }: Pick<Checkpoint, 'network' | 'registry'>,
	versions?: EventVersions,
	{ pageSize = 200, check = 'proofs', announcement: known, stored = storedIn(tx) }: RebuildOptions = {},
): Promise<Rebuilt> {
	const states = [];
	for (const model of models) states.push({ model, state: await model.load(tx, nothingTouched) });
	const announcement = known ?? (await announcementOf(tx, registry, no));
	const { event, wasmHash } = decodeAnnouncement(asRaw(announcement.row, announcement.closedAt), registry);
	const common = { network, registry, announced: no - 1, announcedLedger: announcement.row.ledger };
	const faults: string[] = [];
	let head: LogHead | null = null;
	let newest: LedgerRow | null = null;
	let after = '';
	let count = 0;
	for (;;) {
		const page: RawEventRow[] = head || after ? [] : [announcement.row];
		const own = await stored.rawEventsOf(event, after, pageSize);
		page.push(...own);
		const held = await stored.ledgersAt([...new Set(page.map((row) => row.ledger))]);
		faults.push(...(await faultsOf(tx, page, held, check)));
		const raw = page.map((row) => asRaw(row, held.get(row.ledger)?.closedAt ?? new Date(0)));
		const heads = new Map<string, LogHead>(head ? [[event, head]] : []);
		const times = { get: (ledger: number) => held.get(ledger)?.closedAt };
		const logs = { ...common, heads, times };
		const { facts, broken }: LedgerFacts = readFacts(raw, logs, versions);
		faults.push(...broken.map(({ code, reason }) => `${code}: ${reason}`));
		for (const { model, state } of states) for (const fact of facts) reduce(model, state, fact);
		head = headAfter(facts, hex(wasmHash)) ?? head;
		newest = held.get(own.at(-1)?.ledger ?? -1) ?? newest;
		count += own.length;
		after = own.at(-1)?.id ?? after;
		if (own.length < pageSize) break;
	}
	const rows = new Map(states.map(({ model, state }) => [model.name, model.rows(state)]));
	return { rows, faults, newest, read: { count, lastId: after } };
}

/** The last event of the log among these facts. */
function headAfter(facts: Fact[], wasmHash: string): LogHead | null {
	const emitted = facts.filter((f) => f.kind === 'emitted');
	const last = emitted.findLast(({ event }) => isLogged(event));
	if (!last || !isLogged(last.event)) return null;
	const { n, log } = last.event;
	return { no: last.no, n, log: hex(log), wasmHash, ledger: last.position.ledger, hasHole: false };
}

/** Throws LOG_GAP. */
export async function announcementOf(tx: Reader, registry: string, no: number): Promise<AnnouncementRow> {
	const [found] = await announcementRows(tx, registry)
		.offset(no - 1)
		.limit(1);
	if (found) return { row: found.row, closedAt: found.closedAt ?? new Date(0) };
	throw new PassaError('LOG_GAP', `the raw event of announcement ${no} is missing`);
}

/** Announcements that are stored, in order: these, or all. */
export async function announcementsOf(
	tx: Reader,
	registry: string,
	ids: string[] | null = null,
): Promise<AnnouncementRow[]> {
	const found = await announcementRows(tx, registry, ids);
	return found.map(({ row, closedAt }) => ({ row, closedAt: closedAt ?? new Date(0) }));
}

/** The ids of all of them, in order. */
export async function announcementIds(tx: Reader, registry: string): Promise<string[]> {
	const rows = await tx
		.select({ id: rawEvents.id })
		.from(rawEvents)
		.where(isAnnouncement(registry))
		.orderBy(asc(rawEvents.id));
	return rows.map(({ id }) => id);
}

const isAnnouncement = (registry: string) =>
	and(eq(rawEvents.contract, registry), sql`${rawEvents.topics}[2] = ${announcedTopic}`);

const announcementRows = (tx: Reader, registry: string, ids: string[] | null = null) =>
	tx
		.select({ row: rawEvents, closedAt: ledgers.closedAt })
		.from(rawEvents)
		.leftJoin(ledgers, eq(ledgers.sequence, rawEvents.ledger))
		.where(and(isAnnouncement(registry), ids ? inArray(rawEvents.id, ids) : undefined))
		.orderBy(asc(rawEvents.id));

async function faultsOf(
	tx: Transaction,
	page: RawEventRow[],
	held: Map<number, LedgerRow>,
	check: RebuildOptions['check'],
): Promise<string[]> {
	if (page.length === 0) return [];
	const byLedger = Map.groupBy(page, (row) => row.ledger);
	const isWhole = (sequence: number) =>
		check === 'digests' && held.get(sequence)?.eventCount === byLedger.get(sequence)!.length;
	const others = [...byLedger.keys()].filter((sequence) => !isWhole(sequence));
	const stored = Map.groupBy(await rowsOfLedgers(tx, others), (row) => row.ledger);
	return [
		...digestFaults(new Map([...byLedger, ...stored]), held),
		...placeFaults(page),
		...(check === 'proofs' ? await proofFaults(tx, page, held) : []),
	];
}

async function rowsOfLedgers(tx: Transaction, sequences: number[]): Promise<RawEventRow[]> {
	if (sequences.length === 0) return [];
	return tx.select().from(rawEvents).where(inArray(rawEvents.ledger, sequences)).orderBy(asc(rawEvents.id));
}

/** A ledger's digest covers every event stored of it. */
function digestFaults(byLedger: Map<number, RawEventRow[]>, held: Map<number, LedgerRow>): string[] {
	const wrong = [...byLedger].filter(([sequence, list]) => {
		const row = held.get(sequence);
		const bytes = list.map((e) => ({ ...e, contractId: e.contract, topic: e.topics }));
		return !row || row.eventCount !== list.length || row.digest !== digestOf(bytes);
	});
	return wrong.map(([sequence]) => `ledger ${sequence} has another digest`);
}

/** An id names ledger, operation and index. */
function placeFaults(page: RawEventRow[]): string[] {
	const misplaced = page.filter((row) => {
		const { ledger, op, index } = placeOf(row.id);
		return row.ledger !== ledger || row.op !== op || row.index !== index;
	});
	return misplaced.map(({ id }) => `raw event ${id} is not where its id says`);
}
