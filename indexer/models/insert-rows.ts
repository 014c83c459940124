import { getTableColumns, getTableName, type InferInsertModel, type SQL, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from './schema.ts';

/**
 * Inserts many rows as one parameter of JSON: a statement with a placeholder for each value takes longer to write than
 * PostgreSQL takes to store it, and has room for 65 535. A column that no row has keeps its default. `conflict`: what
 * follows the rows.
 */
export async function insertRows<T extends PgTable>(
	tx: Transaction,
	table: T,
	rows: InferInsertModel<T>[],
	conflict: SQL = sql``,
): Promise<void> {
	if (rows.length === 0) return;
	const list = rows as Record<string, unknown>[];
	const named = Object.entries(getTableColumns(table) as Record<string, PgColumn>)
		.filter(([key]) => list.some((row) => row[key] !== undefined))
		.map(([key, column]) => ({ key, column, name: toSnakeCase(column.name) }));
	const json = list.map((row) =>
		Object.fromEntries(named.map(({ key, column, name }) => [name, asJson(column, row[key])])),
	);
	const relation = sql`${sql.identifier(getTableConfig(table).schema!)}.${sql.identifier(getTableName(table))}`;
	const names = sql.join(
		named.map(({ name }) => sql.identifier(name)),
		sql`, `,
	);
	await tx.execute(
		sql`insert into ${relation} (${names}) select ${names} from json_populate_recordset(null::${relation}, ${JSON.stringify(json)}::json) ${conflict}`,
	);
}

/** A value as PostgreSQL reads it from JSON into its column. */
function asJson(column: PgColumn, value: unknown): unknown {
	if (value === null || value === undefined) return null;
	if (column.getSQLType() === 'jsonb' || Array.isArray(value)) return value;
	const written = column.mapToDriverValue(value);
	if (written instanceof Uint8Array) return `\\x${Buffer.from(written).toString('hex')}`;
	return typeof written === 'bigint' ? String(written) : written;
}
