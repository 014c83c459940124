import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Reader } from '../models/schema.ts';
import { eventColumn, eventModels, fieldsOf, nextSchema } from './next-tables.ts';

/**
 * How an event's live rows differ from the new ones, each with both values: `expected` is what follows from raw
 * events.
 */
export type EventDifferences = { no: number; checks: Check[] };

const mostOfTable = 20;
/** Events of which rows and columns are named; of further ones, the table. */
const mostDetailed = 50;

/**
 * Compares these events' rows in each table with the live ones, by digests; names rows and columns of those that
 * differ.
 */
export async function differencesOf(db: Reader, nos: number[]): Promise<EventDifferences[]> {
	const found = new Map<number, Check[]>();
	if (nos.length === 0) return [];
	await inParallel(db);
	for (const { table } of eventModels) {
		const differing = await differingEvents(db, table, nos);
		for (const [i, no] of differing.entries()) {
			const checks =
				i < mostDetailed
					? await rowDifferences(db, table, no)
					: [equal(`rows of ${getTableName(table)} of event ${no}`, 'as their raw events say', 'others')];
			found.set(no, [...(found.get(no) ?? []), ...checks]);
		}
	}
	return [...found].map(([no, checks]) => ({ no, checks })).sort((a, b) => a.no - b.no);
}

/** Lets PostgreSQL use all cores for a table of some megabytes, for the rest of the transaction. */
async function inParallel(db: Reader): Promise<void> {
	for (const setting of [
		"min_parallel_table_scan_size = '1MB'",
		'parallel_setup_cost = 0',
		'parallel_tuple_cost = 0',
	])
		await db.execute(sql.raw(`set local ${setting}`));
}

/** A digest is the sum of the hashes of an event's rows: the order of rows does not count. */
async function differingEvents(db: Reader, table: PgTable, nos: number[]): Promise<number[]> {
	const [name, no] = [getTableName(table), eventColumn(table)];
	const columns = fieldsOf(table).map((field) => `"${field.name}"`);
	const digests = (schema: string) =>
		`select "${no}" as no, count(*) as n, sum(hash_record_extended(row(${columns.join()}), 0)::numeric) as digest
		from ${schema}.${name} where "${no}" = any(string_to_array('${nos.join()}', ',')::integer[]) group by 1`;
	const { rows } = await db.execute<{ no: number }>(
		sql.raw(`select no from (${digests('chain')}) l full join (${digests(nextSchema)}) r using (no)
			where (l.n, l.digest) is distinct from (r.n, r.digest) order by no`),
	);
	return rows.map((row) => row.no);
}

/** Live rows of events that are neither announced nor in the table of events: they will be gone. */
export async function strayRows(db: Reader, known: number[]): Promise<EventDifferences[]> {
	const found = new Map<number, Check[]>();
	for (const { table } of eventModels) {
		const [name, of] = [getTableName(table), eventColumn(table)];
		const { rows } = await db.execute<{ no: number; n: number }>(
			sql.raw(`select "${of}" as no, count(*)::integer as n from chain.${name}
				where "${of}" <> all(string_to_array('${known.join()}', ',')::integer[]) group by 1 order by 1`),
		);
		for (const { no, n } of rows)
			found.set(no, [...(found.get(no) ?? []), equal(`rows of ${name} of event ${no}`, 0, n)]);
	}
	return [...found].map(([no, checks]) => ({ no, checks }));
}

async function rowDifferences(db: Reader, table: PgTable, no: number): Promise<Check[]> {
	const name = getTableName(table);
	const keys = keysOf(table);
	const of = eventColumn(table);
	const columns = fieldsOf(table).map((field) => field.name);
	const rowsOf = (schema: string) => `(select * from ${schema}.${name} where "${of}" = ${no})`;
	const values = (side: string) =>
		`jsonb_object(array[${columns.map((c) => `'${c}'`).join()}], array[${columns.map((c) => `${side}."${c}"::text`).join()}]) as ${side}_values`;
	const { rows } = await db.execute<{
		l_values: Values;
		r_values: Values;
		l_there: boolean;
		r_there: boolean;
	}>(
		sql.raw(`select ${values('l')}, ${values('r')}, l."${of}" is not null as l_there, r."${of}" is not null as r_there
			from ${rowsOf('chain')} l full join ${rowsOf(nextSchema)} r on ${keys.map((k) => `l."${k}" = r."${k}"`).join(' and ')}
			where ${columns.map((c) => `l."${c}" is distinct from r."${c}"`).join(' or ')}
			order by ${keys.map((k) => `coalesce(l."${k}", r."${k}")`).join()} limit ${mostOfTable}`),
	);
	return rows.flatMap(({ l_values: found, r_values: expected, l_there, r_there }) => {
		const key = keys.map((k) => (l_there ? found : expected)[k]).join('/');
		if (!r_there) return [equal(`${name} ${key}`, 'no such row', 'a row')];
		if (!l_there) return [equal(`${name} ${key}`, 'a row', 'no such row')];
		return columns
			.filter((c) => expected[c] !== found[c])
			.map((c) => equal(`${name}.${c} of ${key}`, expected[c], found[c]));
	});
}

type Values = Record<string, string | null>;

/** The primary key's columns as PostgreSQL names them. */
function keysOf(table: PgTable): string[] {
	const { primaryKeys } = getTableConfig(table);
	const list = primaryKeys[0]?.columns ?? Object.values(getTableColumns(table)).filter((c) => c.primary);
	return list.map((column) => toSnakeCase(column.name));
}
