import { asc, DrizzleQueryError, eq, getTableColumns, getTableName, inArray, sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Logger } from 'pino';
import { type Check, equal, none } from '#shared/chain/audit/check.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { models } from '../models/all-models.ts';
import { type AuditKind, recordAudits } from '../models/audits.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type DocumentRow, documents, type Named } from '../models/documents.ts';
import { type EventRow, events } from '../models/events.ts';
import type { LedgerRow } from '../models/ledgers.ts';
import { rawEvents } from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { fetchVerified } from './fetch-documents.ts';
import { headerAt } from './ledger-header.ts';
import { type Rebuilt, rebuildEvent } from './rebuild-event.ts';
import type { Source } from './rpc-source.ts';

type ModelAudit = {
	db: Database;
	source: Source;
	/** Where our own documents are. */
	base: URL;
	log: Logger;
	versions?: EventVersions | undefined;
};

const pageSize = 1000;
const mostDifferences = 20;

/**
 * Compares every column of every read model of one event with what its raw events say, and those with their ledgers.
 * The event is the one whose comparison is the oldest: one that changed waits five minutes, any other an hour.
 * Returns its number, or null if none is due.
 */
export async function auditModels(audit: ModelAudit, now: Date): Promise<number | null> {
	const { db, log } = audit;
	const no = await nextEvent(db, 'models', now);
	if (no === null) return null;
	const { ledger, checks, newest, document } = await db.transaction(
		async (tx) => {
			const at = await readCheckpoint(tx);
			return { ledger: at.ledger, ...(await compareRows(tx, no, at, audit.versions)) };
		},
		{ isolationLevel: 'repeatable read', accessMode: 'read only' },
	);
	checks.push(...(await ledgerChecks(audit.source, newest)));
	if (document) checks.push(...(await documentChecks(audit.base, document)));
	const differences = checks.filter((c) => !c.ok).slice(0, mostDifferences);
	const row = {
		eventNo: no,
		kind: 'models' as const,
		ledger,
		ok: differences.length === 0,
		differences,
		at: now,
	};
	await recordAudits(db, [row], log);
	return no;
}

/**
 * The event whose comparison is the oldest, if it is due. Counts from the announcements, so that an event whose row is
 * gone is compared too.
 */
export async function nextEvent(db: Database, kind: AuditKind, now: Date): Promise<number | null> {
	const { rows } = await db.execute<{ no: number }>(sql`
		select n.no from chain.checkpoint c
		cross join lateral generate_series(1, c.announced) n(no)
		left join chain.audits a on a.event_no = n.no and a.kind = ${kind}
		left join chain.events e on e.no = n.no
		where a.at is null or a.at < ${ago(now, 3600)}
			or (a.at < ${ago(now, 300)} and e.ledger > a.ledger)
		order by coalesce(a.at, 'epoch'), n.no limit 1`);
	return rows[0]?.no ?? null;
}

const ago = (now: Date, seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();

type Compared = { checks: Check[]; newest: LedgerRow | null; document: DocumentRow | null };

async function compareRows(
	tx: Transaction,
	no: number,
	at: { network: string; registry: string },
	versions?: EventVersions,
): Promise<Compared> {
	const rebuilt = await rebuildEvent(tx, no, at, versions).catch(asFault);
	if (typeof rebuilt === 'string')
		return { checks: [none('the raw events', [rebuilt])], newest: null, document: null };
	const checks: Check[] = [none('the raw events', rebuilt.faults)];
	for (const { name, table } of models.filter((m) => m.table !== documents))
		checks.push(...(await tableChecks(tx, table, no, rebuilt.rows.get(name) ?? [])));
	const { checks: documentary, stored } = await documentsOf(tx, rebuilt);
	const [event] = (rebuilt.rows.get('events') ?? []) as Pick<EventRow, 'metadataHash'>[];
	const document = stored.find(({ hash }) => hash === event?.metadataHash) ?? null;
	return { checks: [...checks, ...documentary], newest: rebuilt.newest, document };
}

/** Stored bytes that cannot be read are a difference; a database that does not answer is none. */
function asFault(error: unknown): string {
	if (error instanceof DrizzleQueryError) throw error;
	return error instanceof PassaError ? `${error.code}: ${error.message}` : String(error);
}

type Row = Record<string, unknown>;

/** Every column of every row of an event, and no row too many or too few. */
async function tableChecks(tx: Transaction, table: PgTable, no: number, rebuilt: object[]): Promise<Check[]> {
	const name = getTableName(table);
	const keys = keyColumns(table);
	const keyOf = (row: Row) => keys.map((key) => String(row[key])).join('/');
	const expected = new Map(rebuilt.map((row) => [keyOf(row as Row), row as Row]));
	const checks: Check[] = [];
	let found = 0;
	for await (const row of rowsOf(tx, table, no)) {
		found++;
		const other = expected.get(keyOf(row));
		if (!other) checks.push(equal(`${name} ${keyOf(row)}`, 'no such row', 'a row'));
		else if (textOf(other) !== textOf(row)) checks.push(...columnChecks(name, keyOf(row), other, row));
		if (checks.length > mostDifferences) return checks;
	}
	return [...checks, equal(`rows of ${name}`, expected.size, found)];
}

const columnChecks = (table: string, key: string, expected: Row, found: Row): Check[] =>
	Object.keys({ ...expected, ...found })
		.map((column) => equal(`${table}.${column} of ${key}`, textOf(expected[column]), textOf(found[column])))
		.filter((check) => !check.ok);

/** The primary key's columns by their names in the code; the number of the event is one of them, or the only one. */
function keyColumns(table: PgTable): string[] {
	const { primaryKeys } = getTableConfig(table);
	const columns = Object.entries(getTableColumns(table));
	const names = new Set(primaryKeys[0]?.columns.map((c) => c.name));
	return columns.filter(([, c]) => c.primary || names.has(c.name)).map(([name]) => name);
}

async function* rowsOf(tx: Transaction, table: PgTable, no: number): AsyncGenerator<Row> {
	const columns = getTableColumns(table);
	const ofEvent = columns.eventNo ?? events.no;
	const order = keyColumns(table).map((key) => asc(columns[key]!));
	for (let offset = 0; ; offset += pageSize) {
		const page: Row[] = await tx
			.select()
			.from(table)
			.where(eq(ofEvent, no))
			.orderBy(...order)
			.limit(pageSize)
			.offset(offset);
		yield* page;
		if (page.length < pageSize) return;
	}
}

/** Equal for equal values: the order of fields does not count, since Postgres's JSON has its own. */
function textOf(value: unknown): string {
	return JSON.stringify(value, (_, inner) => {
		if (typeof inner === 'bigint') return `${inner}`;
		const plain = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
		return plain ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
	});
}

/** The documents that an event named. Each has its place from the event that named it first. */
async function documentsOf(
	tx: Transaction,
	{ rows }: Rebuilt,
): Promise<{ checks: Check[]; stored: DocumentRow[] }> {
	const named = (rows.get('documents') ?? []) as Named[];
	const name = 'the documents that the event names';
	if (named.length === 0) return { checks: [none(name, ['no `created`'])], stored: [] };
	const stored = await tx
		.select()
		.from(documents)
		.where(
			inArray(
				documents.hash,
				named.map((d) => d.hash),
			),
		);
	const byHash = new Map(stored.map((row) => [row.hash, row]));
	const own = new Set(named.map((d) => d.namedBy));
	const checks: Check[] = [];
	for (const { hash, uri, namedBy } of named) {
		const row = byHash.get(hash);
		const isOther = row && !own.has(row.namedBy) && (await isStored(tx, row.namedBy));
		if (!isOther) checks.push(equal(name, [hash, uri, namedBy], [row?.hash, row?.uri, row?.namedBy]));
	}
	return { checks, stored };
}

async function isStored(tx: Transaction, id: string): Promise<boolean> {
	const found = await tx.select({ id: rawEvents.id }).from(rawEvents).where(eq(rawEvents.id, id));
	return found.length > 0;
}

/** A document is shown only while it is verified; it is then what its place still gives. */
async function documentChecks(base: URL, document: DocumentRow): Promise<Check[]> {
	if (document.state !== 'verified') {
		const isShown = document.document !== null;
		return [none('a document that is shown unverified', isShown ? [document.hash] : [])];
	}
	const checks = [equal('why a verified document is not', null, document.reason)];
	const there = await fetchVerified(base, document);
	if (there.state === 'unreachable') return checks;
	return [...checks, equal('the verified document', textOf(there.document), textOf(document.document))];
}

/** The stored header of the event's newest ledger, if the source still has that one. */
async function ledgerChecks(source: Source, stored: LedgerRow | null): Promise<Check[]> {
	if (!stored) return [];
	const header = await headerAt(source, stored.sequence).catch(() => null);
	if (!header) return [];
	const { hash, previousHash, closedAt } = stored;
	const expected = [header.hash, header.previousHash, header.closedAt.toISOString()];
	return [equal(`ledger ${stored.sequence}`, expected, [hash, previousHash, closedAt.toISOString()])];
}
