import { asc, DrizzleQueryError, eq, getTableColumns, getTableName, inArray } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { type Check, equal, none } from '#shared/chain/audit/check.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { models } from '../models/all-models.ts';
import { documents, type Named } from '../models/documents.ts';
import { events } from '../models/events.ts';
import { rawEvents } from '../models/raw-events.ts';
import type { Transaction } from '../models/schema.ts';
import { jsonOf } from './json-of.ts';
import { type Rebuilt, rebuildEvent } from './rebuild-event.ts';

const pageSize = 1000;
/** More differences of a table are not read. */
const mostDifferences = 20;

/** Every row of one event, beside what its stored raw events say; and those beside their log, ledgers and proofs. */
export async function compareRows(
	tx: Transaction,
	no: number,
	at: { network: string; registry: string },
	versions?: EventVersions,
): Promise<Check[]> {
	const rebuilt = await rebuildEvent(tx, no, at, versions).catch(asFault);
	if (typeof rebuilt === 'string') return [none('the raw events', [rebuilt])];
	const checks: Check[] = [none('the raw events', rebuilt.faults)];
	for (const { name, table } of models.filter((m) => m.table !== documents))
		checks.push(...(await tableChecks(tx, table, no, rebuilt.rows.get(name) ?? [])));
	return [...checks, ...(await documentsNamed(tx, rebuilt))];
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
		else if (jsonOf(other) !== jsonOf(row)) checks.push(...columnChecks(name, keyOf(row), other, row));
		if (checks.length > mostDifferences) return checks;
	}
	return [...checks, equal(`rows of ${name}`, expected.size, found)];
}

const columnChecks = (table: string, key: string, expected: Row, found: Row): Check[] =>
	Object.keys({ ...expected, ...found })
		.map((column) => equal(`${table}.${column} of ${key}`, jsonOf(expected[column]), jsonOf(found[column])))
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

/** The documents that an event named. Each has its place from the event that named it first. */
async function documentsNamed(tx: Transaction, { rows }: Rebuilt): Promise<Check[]> {
	const named = (rows.get('documents') ?? []) as Named[];
	const name = 'the documents that the event names';
	if (named.length === 0) return [none(name, ['no `created`'])];
	const hashes = named.map((d) => d.hash);
	const stored = await tx.select().from(documents).where(inArray(documents.hash, hashes));
	const byHash = new Map(stored.map((row) => [row.hash, row]));
	const own = new Set(named.map((d) => d.namedBy));
	const checks: Check[] = [];
	for (const { hash, uri, namedBy } of named) {
		const row = byHash.get(hash);
		const isOther = row && !own.has(row.namedBy) && (await isStored(tx, row.namedBy));
		if (!isOther) checks.push(equal(name, [hash, uri, namedBy], [row?.hash, row?.uri, row?.namedBy]));
	}
	return checks;
}

async function isStored(tx: Transaction, id: string): Promise<boolean> {
	const found = await tx.select({ id: rawEvents.id }).from(rawEvents).where(eq(rawEvents.id, id));
	return found.length > 0;
}
