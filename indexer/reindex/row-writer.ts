import { connect, type Socket } from 'node:net';
import { getTableName } from 'drizzle-orm';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { models } from '../models/all-models.ts';
import { documents } from '../models/documents.ts';
import { eventColumn, eventModels, type Field, fieldsOf, nextSchema } from './next-tables.ts';
import { RowDigests } from './row-digests.ts';

/** Rows are copied in parts of about this many characters. */
const charactersAtOnce = 2_000_000;

type Target = { name: string; eventColumn: string; fields: Field[]; columns: string };

/** Events' texts by model, and events whose live rows stay. */
type Part = { nos: number[]; kept: number[]; texts: Map<string, string[]> };

const targetOf = (name: string, fields: Field[], column: string): Target => ({
	...{ name, eventColumn: column, fields },
	columns: fields.map((field) => `"${field.name}"`).join(', '),
});

const namedFields = fieldsOf(documents).filter(({ name }) => ['hash', 'uri', 'named_by'].includes(name));
/** By model. What an event names as a document goes to a table of its own. */
const targets = new Map<string, Target>(
	models.map(({ name, table }) => [
		name,
		table === documents
			? targetOf('named', namedFields, 'event_no')
			: targetOf(getTableName(table), fieldsOf(table), eventColumn(table)),
	]),
);

/**
 * Writes events' rows by COPY, several events in one transaction: it replaces what is there of them. Uses `postgres`,
 * since `pg` has no COPY; a lost session ends the command, and the next one begins again.
 */
export class RowWriter {
	readonly #sql: Sql;
	readonly #texts = new Map<string, string[]>();
	#nos: number[] = [];
	#kept: number[] = [];
	#characters = 0;
	/** One part is written at a time. */
	#written: Promise<void> = Promise.resolve();
	readonly digests = new RowDigests();
	/** Whether the tables may hold rows of these events already. */
	replaces = false;

	constructor(ownerUrl: string) {
		this.#sql = postgres(ownerUrl, {
			max: 1,
			onnotice: () => {},
			connection: { application_name: 'reindex rows' },
			...promptly,
		});
	}

	/** Adds an event's rows, and writes them once they are many. */
	async add(no: number, rows: Map<string, object[]>): Promise<void> {
		this.#nos.push(no);
		this.digests.begin(no);
		for (const [model, target] of targets) {
			const list = rows.get(model) ?? [];
			if (list.length === 0) continue;
			const prefix = target.name === 'named' ? `${no}\t` : '';
			const text = list
				.map((row) => `${prefix}${lineOf(row as Record<string, unknown>, target.fields)}\n`)
				.join('');
			this.digests.set(no, model, text);
			if (!this.#texts.get(model)?.push(text)) this.#texts.set(model, [text]);
			this.#characters += text.length;
		}
		if (this.#characters >= charactersAtOnce) await this.flush();
	}

	/** An event whose live rows stay as they are. */
	keep(no: number): void {
		this.#nos.push(no);
		this.#kept.push(no);
		this.digests.forget(no);
	}

	/** Writes what was added. Throws what any write before it threw. */
	flush(): Promise<void> {
		const part = this.#takePart();
		this.#written = this.#written.then(() => this.#write(part));
		return this.#written;
	}

	#takePart(): Part {
		const [nos, kept, texts] = [this.#nos, this.#kept, new Map(this.#texts)];
		[this.#nos, this.#kept, this.#characters] = [[], [], 0];
		this.#texts.clear();
		return { nos, kept, texts };
	}

	async #write({ nos, kept, texts }: Part): Promise<void> {
		if (nos.length === 0) return;
		await this.#sql.begin(async (tx) => {
			for (const [model, target] of targets) {
				const at = `${nextSchema}.${target.name}`;
				if (this.replaces) await tx.unsafe(`delete from ${at} where ${target.eventColumn} = any($1)`, [nos]);
				const text = texts.get(model);
				const columns = target.name === 'named' ? `event_no, ${target.columns}` : target.columns;
				if (text) await copy(tx, `copy ${at} (${columns}) from stdin`, text);
			}
			if (kept.length > 0) await keepRows(tx, kept);
		});
	}

	async close(): Promise<void> {
		await this.#sql.end({ timeout: 5 });
	}
}

type Place = { host: string[]; port: number[] };

/**
 * A COPY ends with two short messages. A socket that saves packets holds the second one back until the first is
 * acknowledged, 40 ms later: thirteen tables at a time would wait half a second. The package's types do not name the
 * option.
 */
const promptly: object = {
	socket: ({ host, port }: Place): Socket => connect({ host: host[0]!, port: port[0]!, noDelay: true }),
};

/** PostgreSQL's text format: a tab between two values, a backslash before what would end one. */
function lineOf(row: Record<string, unknown>, fields: Field[]): string {
	let line = '';
	for (const [i, { key, column }] of fields.entries()) {
		const value = row[key];
		if (i > 0) line += '\t';
		if (value === null || value === undefined) line += '\\N';
		else line += escaped(String(column.mapToDriverValue(value)));
	}
	return line;
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string =>
	special.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => escapes[found]!) : text;

async function copy(tx: TransactionSql, statement: string, texts: string[]): Promise<void> {
	const stream = await tx.unsafe(statement).writable();
	await new Promise<void>((done, fail) => {
		stream.once('error', fail);
		stream.once('finish', done);
		stream.end(texts.join(''));
	});
}

/** Copies live rows of events whose raw events are damaged. */
async function keepRows(tx: TransactionSql, nos: number[]): Promise<void> {
	for (const { table, name } of eventModels) {
		const { columns, eventColumn: column, name: relation } = targets.get(name)!;
		await tx.unsafe(
			`insert into ${nextSchema}.${relation} (${columns}) select ${columns} from chain.${getTableName(table)} where ${column} = any($1)`,
			[nos],
		);
	}
	await tx.unsafe(
		`insert into ${nextSchema}.named (event_no, hash, uri, named_by)
		select x.no, d.hash, d.uri, d.named_by from chain.documents d join (
			select no, metadata_hash as hash from chain.events union select event_no, metadata_hash from chain.changes
		) x using (hash) where x.no = any($1)`,
		[nos],
	);
}
