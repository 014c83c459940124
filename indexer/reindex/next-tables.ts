import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { PassaError } from '#shared/errors.ts';
import { models } from '../models/all-models.ts';
import { documents } from '../models/documents.ts';
import type { Database, Reader } from '../models/schema.ts';

/** The schema of the new tables, and the schema of the former live tables until they are dropped. */
export const nextSchema = 'chain_next';
export const oldSchema = 'chain_old';

/** Tables with rows of one event each. Documents are shared by events: `next-documents.ts`. */
export const eventModels = models.filter(({ table }) => table !== documents);
export const modelTables: string[] = models.map(({ table }) => getTableName(table));

/** A column that is written: its key in the code, its name in PostgreSQL. */
export type Field = { key: string; name: string; column: PgColumn };

export const fieldsOf = (table: PgTable): Field[] =>
	Object.entries(getTableColumns(table))
		.filter(([, column]) => !column.generated)
		.map(([key, column]) => ({ key, name: toSnakeCase(column.name), column }));

/** The column of a table that names the event. */
export const eventColumn = (table: PgTable): 'no' | 'event_no' =>
	fieldsOf(table).some(({ name }) => name === 'event_no') ? 'event_no' : 'no';

export async function dropLeftovers(db: Reader): Promise<void> {
	for (const schema of [nextSchema, oldSchema])
		await db.execute(sql.raw(`drop schema if exists ${schema} cascade`));
}

/**
 * Makes an empty table like each live one, without its indexes: rows are written faster before those. `named` has
 * what each event names as a document.
 */
export async function makeNextTables(db: Database): Promise<void> {
	await assertNothingDepends(db);
	await db.transaction(async (tx) => {
		await tx.execute(sql.raw(`create schema ${nextSchema}`));
		for (const table of modelTables) {
			await tx.execute(
				sql.raw(`create table ${nextSchema}.${table} (like chain.${table} including all excluding indexes)`),
			);
			for (const grant of await grantsOf(tx, table)) await tx.execute(sql.raw(grant));
		}
		await tx.execute(
			sql.raw(
				`create table ${nextSchema}.named (event_no integer not null, hash text not null, uri text not null, named_by text not null)`,
			),
		);
	});
}

/** The same rights on the new table as on the live one. The names come from the catalogue, quoted. */
async function grantsOf(db: Reader, table: string): Promise<string[]> {
	const { rows } = await db.execute<{ statement: string }>(sql`
		select format('grant %s on %I.%I to %s%s', privilege_type, ${nextSchema}::text, c.relname,
			case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
			case when is_grantable then ' with grant option' else '' end) as statement
		from pg_class c cross join aclexplode(c.relacl)
		where c.oid = ('chain.' || ${table}::text)::regclass and grantee <> c.relowner`);
	return rows.map(({ statement }) => statement);
}

/** Views, triggers and foreign keys would stay with the former table, so none may exist. */
async function assertNothingDepends(db: Reader): Promise<void> {
	const { rows } = await db.execute<{ name: string; table: string }>(sql`
		with live as (select ('chain.' || name)::regclass as oid from unnest(string_to_array(${modelTables.join()}, ',')) name)
		select tgname as name, tgrelid::regclass::text as table from pg_trigger join live on tgrelid = live.oid where not tgisinternal
		union all
		select ev_class::regclass::text, refobjid::regclass::text from pg_depend
			join live on refclassid = 'pg_class'::regclass and refobjid = live.oid
			join pg_rewrite r on classid = 'pg_rewrite'::regclass and objid = r.oid
		union all
		select conname, conrelid::regclass::text from pg_constraint join live on live.oid in (conrelid, confrelid)
			where contype = 'f'`);
	const [found] = rows;
	if (found)
		throw new PassaError(
			'REINDEX_UNSUPPORTED',
			`${found.name} depends on ${found.table} and would stay with the former table: this release cannot swap it`,
		);
}

/** PostgreSQL makes one index on one core. */
const indexedAtOnce = 2;

/**
 * Gives the new tables the live ones' indexes and constraints, by the same names, and counts their rows for the
 * planner.
 */
export async function indexNextTables(db: Database): Promise<void> {
	const left = modelTables.values();
	const lane = async () => {
		for (const table of left) await indexTable(db, table);
	};
	await Promise.all(Array.from({ length: indexedAtOnce }, lane));
	await db.execute(sql.raw(`create index on ${nextSchema}.named (hash)`));
	await db.execute(sql.raw(`create index on ${nextSchema}.named (event_no)`));
}

async function indexTable(db: Database, table: string): Promise<void> {
	const { rows } = await db.execute<{ statement: string }>(sql`
		select case when c.oid is null
			then replace(pg_get_indexdef(indexrelid), format(' ON chain.%I ', t.relname), format(' ON %I.%I ', ${nextSchema}::text, t.relname))
			else format('alter table %I.%I add constraint %I %s', ${nextSchema}::text, t.relname, c.conname, pg_get_constraintdef(c.oid))
			end as statement
		from pg_index i join pg_class t on t.oid = i.indrelid
		left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid
		where i.indrelid = ('chain.' || ${table}::text)::regclass`);
	for (const { statement } of rows) await db.execute(sql.raw(statement));
	await db.execute(sql.raw(`vacuum (analyze) ${nextSchema}.${table}`));
}
