import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { isLogged } from '#shared/contract/passa-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type Fact, positionOf } from '../facts/fact.ts';
import { type LedgerFacts, type LogHead, readFacts } from '../facts/read-facts.ts';
import { nothingTouched } from '../facts/touched.ts';
import { models } from '../models/all-models.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { type LedgerRow, ledgers } from '../models/ledgers.ts';
import { reduce } from '../models/model.ts';
import { asRaw, digestOf, type RawEventRow, rawEvents } from '../models/raw-events.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { proofFaults } from './proof-faults.ts';

/** An event's rows by model, as they follow from its stored raw events alone. */
export type Rebuilt = {
	rows: Map<string, object[]>;
	/** What is wrong with the stored raw events, or the ledgers that hold them. */
	faults: string[];
	/** The newest ledger with an event of it. */
	newest: LedgerRow | null;
};

/** Decoding holds up the process: between two pages others have their turn. */
const pageSize = 200;
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
): Promise<Rebuilt> {
	const states = [];
	for (const model of models) states.push({ model, state: await model.load(tx, nothingTouched) });
	const announcement = await announcementOf(tx, registry, no);
	const { event, wasmHash } = decodeAnnouncement(asRaw(announcement.row, announcement.closedAt), registry);
	const faults: string[] = [];
	let head: LogHead | null = null;
	let newest: LedgerRow | null = null;
	let after = '';
	for (;;) {
		const page: RawEventRow[] = head || after ? [] : [announcement.row];
		const own = await tx
			.select()
			.from(rawEvents)
			.where(and(eq(rawEvents.contract, event), gt(rawEvents.id, after)))
			.orderBy(asc(rawEvents.id))
			.limit(pageSize);
		page.push(...own);
		const held = await ledgersOf(tx, page);
		faults.push(...(await faultsOf(tx, page, held)), ...(await proofFaults(tx, page, held)));
		const raw = page.map((row) => asRaw(row, held.get(row.ledger)?.closedAt ?? new Date(0)));
		const heads = new Map<string, LogHead>(head ? [[event, head]] : []);
		const known = { network, registry, announced: no - 1, announcedLedger: announcement.row.ledger, heads };
		const { facts, broken }: LedgerFacts = readFacts(raw, known, versions);
		faults.push(...broken.map(({ code, reason }) => `${code}: ${reason}`));
		for (const { model, state } of states) for (const fact of facts) reduce(model, state, fact);
		head = headAfter(facts, hex(wasmHash)) ?? head;
		newest = held.get(own.at(-1)?.ledger ?? -1) ?? newest;
		if (own.length < pageSize) break;
		after = own.at(-1)!.id;
	}
	const rows = new Map(states.map(({ model, state }) => [model.name, model.rows(state)]));
	return { rows, faults, newest };
}

/** The last event of the log among these facts. */
function headAfter(facts: Fact[], wasmHash: string): LogHead | null {
	const emitted = facts.filter((f) => f.kind === 'emitted');
	const last = emitted.findLast(({ event }) => isLogged(event));
	if (!last || !isLogged(last.event)) return null;
	const { n, log } = last.event;
	return { no: last.no, n, log: hex(log), wasmHash, ledger: last.position.ledger, hasHole: false };
}

export async function announcementOf(tx: Reader, registry: string, no: number) {
	const [found] = await tx
		.select({ row: rawEvents, closedAt: ledgers.closedAt })
		.from(rawEvents)
		.leftJoin(ledgers, eq(ledgers.sequence, rawEvents.ledger))
		.where(and(eq(rawEvents.contract, registry), sql`${rawEvents.topics}[2] = ${announcedTopic}`))
		.orderBy(asc(rawEvents.id))
		.offset(no - 1)
		.limit(1);
	if (found) return { row: found.row, closedAt: found.closedAt ?? new Date(0) };
	throw new PassaError('LOG_GAP', `the raw event of announcement ${no} is missing`);
}

async function ledgersOf(tx: Transaction, page: RawEventRow[]): Promise<Map<number, LedgerRow>> {
	const sequences = [...new Set(page.map((row) => row.ledger))];
	if (sequences.length === 0) return new Map();
	const rows = await tx.select().from(ledgers).where(inArray(ledgers.sequence, sequences));
	return new Map(rows.map((row) => [row.sequence, row]));
}

/** A ledger's digest covers every event stored of it; an id names ledger, operation and index. */
async function faultsOf(
	tx: Transaction,
	page: RawEventRow[],
	held: Map<number, LedgerRow>,
): Promise<string[]> {
	if (page.length === 0) return [];
	const sequences = [...new Set(page.map((row) => row.ledger))];
	const stored = await tx
		.select()
		.from(rawEvents)
		.where(inArray(rawEvents.ledger, sequences))
		.orderBy(asc(rawEvents.id));
	const byLedger = Map.groupBy(stored, (row) => row.ledger);
	const wrongLedgers = sequences.filter((sequence) => {
		const [row, list] = [held.get(sequence), byLedger.get(sequence) ?? []];
		const bytes = list.map((e) => ({ ...e, contractId: e.contract, topic: e.topics }));
		return !row || row.eventCount !== list.length || row.digest !== digestOf(bytes);
	});
	const misplaced = page.filter((row) => {
		const { op, index } = positionOf(asRaw(row, new Date(0)));
		const ledger = Number(BigInt(row.id.split('-')[0]!) >> 32n);
		return row.ledger !== ledger || row.op !== op || row.index !== index;
	});
	return [
		...wrongLedgers.map((sequence) => `ledger ${sequence} has another digest`),
		...misplaced.map(({ id }) => `raw event ${id} is not where its id says`),
	];
}
