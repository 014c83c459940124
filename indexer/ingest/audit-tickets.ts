import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Check } from '#shared/chain/audit/check.ts';
import type { Entry } from '#shared/chain/rpc.ts';
import { entryNative, movedKey, orderKey } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { type EventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { audits, recordAudits } from '../models/audits.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type EventRow, events } from '../models/events.ts';
import { type OrderRow, orders } from '../models/orders-table.ts';
import { quarantineLogs, ticketsDiffer } from '../models/quarantine.ts';
import type { Database } from '../models/schema.ts';
import { type TicketRow, tickets } from '../models/tickets.ts';
import type { Source } from './rpc-source.ts';
import { ticketChecks } from './ticket-checks.ts';

const mostOrders = 200;
/** An event is due so long after its last comparison. */
const dueSeconds = 200;
const keysPerCall = 200;
const mostDifferences = 20;

type TicketAudit = {
	db: Database;
	source: Source;
	log: Logger;
	versions?: EventVersions | undefined;
	/** In one round; 200 by default. */
	ordersPerRound?: number;
};

/**
 * Compares some orders of one event with their entries: owners, use, refunds, asking prices. Plain events are in no
 * log, so this alone shows that a source hid one. It continues where the last round ended. An event has its turn again
 * after some minutes, and it differs until the order that differed is compared again. A
 * difference holds the event for repair, which reads the ledger of the entry's last change. Returns the event's
 * number, or null if none is due.
 */
export async function auditTickets(audit: TicketAudit, now: Date): Promise<number | null> {
	const { db, source, log, versions, ordersPerRound = mostOrders } = audit;
	const next = await nextEvent(db, now);
	if (!next) return null;
	const { event, after, before } = next;
	const version = versionOf(event.wasmHash, versions);
	const ids = await nextOrders(db, event.no, after, ordersPerRound);
	const { found, latest } = await entriesOfOrders(source, event.address, ids, version);
	const compared = await compareOrders(db, event, { ids, version, found, latest });
	if (!compared) return null;
	const isLast = ids.length < ordersPerRound;
	const differences = [
		...(await stillOpen(db, event.no, before, compared.orders)),
		...compared.differences,
	].slice(0, mostDifferences);
	await hold(db, event, compared.changed);
	const ok = differences.length === 0;
	const row = {
		eventNo: event.no,
		kind: 'tickets' as const,
		ledger: compared.ledger,
		ok,
		differences,
		at: now,
	};
	await recordAudits(db, [{ ...row, after: isLast ? null : ids.at(-1)! }], log);
	return event.no;
}

type Next = { event: EventRow; after: bigint | null; before: Check[] };

/** An event that is compared in part, else the one whose comparison is the oldest and due. */
async function nextEvent(db: Database, now: Date): Promise<Next | null> {
	const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
	const [row] = await db
		.select({ event: events, audit: audits })
		.from(events)
		.leftJoin(audits, and(eq(audits.eventNo, events.no), eq(audits.kind, 'tickets')))
		.where(sql`${audits.at} is null or ${audits.after} is not null or ${audits.at} < ${before(dueSeconds)}`)
		.orderBy(asc(sql`(${audits.after} is null)`), asc(sql`coalesce(${audits.at}, 'epoch')`), asc(events.no))
		.limit(1);
	if (!row) return null;
	return { event: row.event, after: row.audit?.after ?? null, before: row.audit?.differences ?? [] };
}

async function nextOrders(
	db: Database,
	eventNo: number,
	after: bigint | null,
	most: number,
): Promise<bigint[]> {
	const rows = await db
		.select({ id: orders.id })
		.from(orders)
		.where(and(eq(orders.eventNo, eventNo), after === null ? undefined : gt(orders.id, after)))
		.orderBy(asc(orders.id))
		.limit(most);
	return rows.map(({ id }) => id);
}

/** Entries of these orders and of the tickets that left them, and the oldest ledger that an answer covers. */
async function entriesOfOrders(source: Source, event: string, ids: bigint[], version: EventVersion) {
	const found = new Map<string, Entry>();
	let latest = Number.POSITIVE_INFINITY;
	const read = async (keys: string[]): Promise<void> => {
		for (let i = 0; i < keys.length; i += keysPerCall) {
			const answer = await source.entries(keys.slice(i, i + keysPerCall));
			for (const entry of answer.entries) found.set(entry.key, entry);
			latest = Math.min(latest, answer.latestLedger);
		}
	};
	await read(ids.map((id) => orderKey(event, id, version)));
	await read(movedIn(event, version, ids, found));
	return { found, latest };
}

/** Keys of the tickets that left these orders, by the orders' own entries. */
function movedIn(event: string, version: EventVersion, ids: bigint[], found: Map<string, Entry>): string[] {
	return ids.flatMap((id) => {
		const entry = found.get(orderKey(event, id, version));
		const moved = entry ? version.decodeOrder(entryNative(entry)).moved : 0;
		return indexesOf(moved).map((i) => movedKey(event, ticketId(id, i), version));
	});
}

type TicketCheckInput = { ids: bigint[]; version: EventVersion; found: Map<string, Entry>; latest: number };
/** `orders`: those that were compared. */
type Compared = { ledger: number; orders: Set<string>; differences: Check[]; changed: number[] };

/**
 * What an earlier round found, of orders that this one did not compare: else an event would seem whole in between. An
 * order that is gone since was no order.
 */
async function stillOpen(db: Database, no: number, before: Check[], now: Set<string>): Promise<Check[]> {
	const left = before.filter(({ name }) => !now.has(orderIn(name)));
	if (left.length === 0) return [];
	const rows = await db
		.select({ id: orders.id })
		.from(orders)
		.where(
			and(
				eq(orders.eventNo, no),
				inArray(
					orders.id,
					left.map(({ name }) => BigInt(orderIn(name) || 0)),
				),
			),
		);
	const there = new Set(rows.map(({ id }) => String(id)));
	return left.filter(({ name }) => there.has(orderIn(name)));
}

/** The order that a difference is of, by its name. */
const orderIn = (name: string): string => /order (\d+)$/.exec(name)?.[1] ?? '';

/** Entries that changed after what was read are left out; null if the source is behind it. */
async function compareOrders(
	db: Database,
	event: EventRow,
	asked: TicketCheckInput,
): Promise<Compared | null> {
	const { ledger, rows, held } = await modelsNow(db, event.no, asked.ids);
	if (asked.latest < ledger) return null;
	const ticketsOf = Map.groupBy(held, (t) => t.orderId);
	const differences: Check[] = [];
	const changed: number[] = [];
	const compared = new Set<string>();
	for (const order of rows) {
		const entries = entriesOf(event, order, asked);
		const last = Math.max(0, ...entries.map((e) => e.lastModifiedLedgerSeq));
		if (last > ledger) continue;
		compared.add(String(order.id));
		const wrong = differencesOf(event, order, ticketsOf.get(order.id) ?? [], asked);
		if (wrong.length > 0) changed.push(last);
		differences.push(...wrong);
	}
	return { ledger, orders: compared, differences, changed };
}

const modelsNow = (db: Database, no: number, ids: bigint[]) =>
	db.transaction(
		async (tx) => {
			const { ledger } = await readCheckpoint(tx);
			if (ids.length === 0) return { ledger, rows: [], held: [] };
			const rows = await tx
				.select()
				.from(orders)
				.where(and(eq(orders.eventNo, no), inArray(orders.id, ids)));
			const held = await tx
				.select()
				.from(tickets)
				.where(and(eq(tickets.eventNo, no), inArray(tickets.orderId, ids)))
				.orderBy(asc(tickets.orderId), asc(tickets.index));
			return { ledger, rows, held };
		},
		{ isolationLevel: 'repeatable read', accessMode: 'read only' },
	);

function entriesOf(event: EventRow, order: OrderRow, { version, found }: TicketCheckInput): Entry[] {
	const moved = Array.from({ length: order.qty }, (_, i) =>
		movedKey(event.address, ticketId(order.id, i), version),
	);
	return [orderKey(event.address, order.id, version), ...moved].flatMap((key) => found.get(key) ?? []);
}

function differencesOf(
	event: EventRow,
	order: OrderRow,
	held: TicketRow[],
	asked: TicketCheckInput,
): Check[] {
	const { version, found } = asked;
	const entry = found.get(orderKey(event.address, order.id, version));
	// An archived entry is no difference: nothing changes it until somebody restores it.
	if (!entry) return [];
	try {
		const moved = (index: number) => {
			const there = found.get(movedKey(event.address, ticketId(order.id, index), version));
			return there ? version.decodeMoved(entryNative(there)) : null;
		};
		const checks = ticketChecks(event, order, held, version.decodeOrder(entryNative(entry)), moved);
		return checks.filter((check) => !check.ok);
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return [{ name: `order ${order.id}`, ok: false, expected: 'readable entries', found: error.code }];
	}
}

/** A log that is in quarantine already keeps its own reason. */
async function hold(db: Database, event: EventRow, changed: number[]): Promise<void> {
	if (changed.length === 0) return;
	const reason = `event ${event.no}: ${changed.length} orders differ from their entries`;
	const held = { contract: event.address, no: event.no, code: ticketsDiffer, reason };
	const changedIn = [...new Set(changed)].sort((a, b) => a - b);
	await quarantineLogs(db, [{ ...held, fromLedger: event.announcedLedger, changedIn }], 'keep');
}
