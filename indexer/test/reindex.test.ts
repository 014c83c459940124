import { getTableName } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCheckpoint } from '../models/checkpoint.ts';
import { eventColumn, eventModels, fieldsOf, modelTables } from '../reindex/next-tables.ts';
import { clearLeftovers, withReindexLock } from '../reindex/reindex-lock.ts';
import type { IndexerFixture } from './indexer-fixture.ts';
import { namedIn, openReindexFixture, reindexOf, schemasOf, whole } from './reindex-fixture.ts';
import { differences, type Store } from './store.ts';

const test = suite('reindex from stored raw events');
let fixture: IndexerFixture;
let store: Store;

test.before(async () => {
	fixture = await openReindexFixture();
	store = fixture.store;
});
test.after(() => fixture.close());

/** How the live tables look from outside: columns, indexes, constraints, rights. */
async function shape(): Promise<unknown[]> {
	const list = modelTables.map((t) => `'${t}'`).join();
	return [
		await store.rows(
			`select table_name, column_name, data_type, is_nullable, column_default, generation_expression from information_schema.columns
			where table_schema = 'chain' order by 1, ordinal_position`,
		),
		await store.rows(`select indexname, indexdef from pg_indexes where schemaname = 'chain' order by 1`),
		await store.rows(
			`select conrelid::regclass::text as of, conname, pg_get_constraintdef(oid) as def from pg_constraint
			where connamespace = 'chain'::regnamespace order by 1, 2`,
		),
		await store.rows(
			`select relname, relacl::text, pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'chain'::regnamespace
			and relname in (${list}) order by 1`,
		),
	];
}

/** Without what its next try changes: the indexer goes on asking for those that it could not read. */
const documentsNow = () =>
	store.rows(
		`select hash, uri, named_by, document, state = 'verified' as verified from chain.documents order by hash`,
	);

test('makes the same rows, in tables of the same shape, and leaves nothing behind', async () => {
	const [before, documents] = [await shape(), await documentsNow()];
	const table = async () => (await store.rows(`select 'chain.tickets'::regclass::oid as oid`))[0].oid;
	const was = await table();
	const report = await reindexOf(store);
	assert.equal(namedIn(report), []);
	assert.equal(report.kept, []);
	assert.ok(report.events === 3 && report.rawEvents > 40, JSON.stringify(report));
	assert.equal(await differences(store), []);
	assert.equal(await documentsNow(), documents, 'what was fetched of a document stays');
	assert.equal(await shape(), before);
	assert.not.equal(await table(), was, 'another table is in its place');
	assert.equal(await schemasOf(store), ['chain']);
	assert.is((await readCheckpoint(store.db)).reducers, 'of this test');
	assert.equal((await reindexOf(store)).digests, report.digests, 'the same chain has the same digests');
});

/** Another value of a column's type. */
const another: Record<string, (column: string) => string> = {
	boolean: (c) => `not ${c}`,
	jsonb: () => `'{"tampered": true}'`,
	text: (c) => `coalesce(${c}, '') || 'x'`,
	'timestamp with time zone': (c) => `coalesce(${c}, now()) + interval '1 second'`,
};

/** Changes a column of the last row of the event in a table. Returns how the difference is called; null without a column. */
async function tamper(table: string, of: string, column: string): Promise<string> {
	const where = `${of} = ${whole}`;
	const [row] = await store.rows(
		`select ctid, pg_typeof("${column}")::text as type from chain.${table} where ${where} order by ctid desc limit 1`,
	);
	assert.ok(row, `${table} has no row of the event`);
	const change = another[row.type] ?? ((c: string) => `coalesce(${c}, 0) + 1`);
	await store.rows(`update chain.${table} set "${column}" = ${change(`"${column}"`)} where ctid = $1`, [
		row.ctid,
	]);
	return `${table}.${column}`;
}

test('names any column of any row that was changed, and it is right afterwards', async () => {
	const keys = await store.rows(
		`select i.indrelid::regclass::text as of, a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid
		and a.attnum = any(i.indkey) where i.indisprimary and i.indrelid::regclass::text like 'chain.%'`,
	);
	const isKey = (table: string, name: string) =>
		keys.some((k) => k.of === `chain.${table}` && k.name === name);
	const columns = eventModels.map(({ table }) => ({
		table: getTableName(table),
		of: eventColumn(table),
		names: fieldsOf(table).map(({ name }) => name),
	}));
	let tried = 0;
	// Each twelfth column of each table at a time.
	for (let i = 0; i < 12; i++) {
		const expected: string[] = [];
		for (const { table, of, names } of columns)
			for (const name of names.filter((each, at) => at % 12 === i && !isKey(table, each)))
				expected.push(await tamper(table, of, name));
		const found = namedIn(await reindexOf(store)).map((each) => each.split(' of ')[0]!);
		assert.equal(found.sort(), expected.sort(), `columns ${i}`);
		tried += expected.length;
	}
	assert.ok(tried > 130, `${tried} columns`);
	assert.equal(await differences(store), []);
	assert.equal(namedIn(await reindexOf(store)), []);
});

test('names rows that are gone, or too many, and documents with another address', async () => {
	await store.rows(`delete from chain.tickets where event_no = ${whole}`);
	await store.rows(`insert into chain.owed (event_no, receiver, amount) values (${whole}, 'nobody', 1)`);
	await store.rows(`insert into chain.owed (event_no, receiver, amount) values (77, 'nobody', 1)`);
	await store.rows(`update chain.documents set uri = uri || 'x' where document is not null`);
	await store.rows(`insert into chain.documents (hash, uri, named_by) values ('00', 'nowhere', 'nothing')`);
	const found = namedIn(await reindexOf(store));
	for (const each of [/^tickets 3\//, /^owed 3\/nobody$/, /^rows of owed of event 77$/, /^document 00$/])
		assert.ok(
			found.some((name) => each.test(name)),
			`${each} in ${found}`,
		);
	assert.is(found.filter((name) => name.startsWith('document ')).length, 2);
	assert.equal(await differences(store), []);
	const documents = await documentsNow();
	assert.ok(documents.some(({ verified, uri }) => verified && !uri.endsWith('x')));
	assert.ok(documents.every(({ hash }) => hash !== '00'));
});

test('an event whose raw events are damaged keeps its rows, is named, and the others are made again', async () => {
	const last = `id = (select max(id) from chain.raw_events where contract = (select address from chain.events where no = ${whole}))`;
	const [{ value }] = await store.rows(`select value from chain.raw_events where ${last}`);
	await store.rows(`update chain.raw_events set value = 'AAAAAQ==' where ${last}`);
	await store.rows(`update chain.events set gross = gross + 1 where no = 1`);
	await store.rows(`update chain.checkpoint set reducers = 'earlier'`);
	const report = await reindexOf(store);
	assert.equal(
		report.kept.map(({ no }) => no),
		[whole],
	);
	assert.ok(report.kept[0]!.faults.length > 0);
	assert.ok(namedIn(report).includes('events.gross of 1'));
	assert.is((await readCheckpoint(store.db)).reducers, 'earlier', 'not all rows follow from these reducers');
	await store.rows(`update chain.raw_events set value = $1 where ${last}`, [value]);
	assert.equal(await differences(store), [], 'its rows are as they were');
	assert.equal((await reindexOf(store)).kept, []);
});

test('a log with a hole is rebuilt as far as it is whole', async () => {
	const { rows } = store;
	const [{ address, n }] = await rows(`select address, n from chain.events where no = ${whole}`);
	// What comes after a hole is not stored, so the end of the log is missing here.
	const ends = `contract = $1 and id > (select id from chain.raw_events where contract = $1 order by id offset 12 limit 1)`;
	await rows('create table expected.kept as select * from chain.raw_events');
	await rows('create table expected.kept_ledgers as select * from chain.ledgers');
	await rows(
		`delete from chain.ledgers where sequence in (select ledger from chain.raw_events where ${ends})`,
		[address],
	);
	await rows(`delete from chain.raw_events where ${ends}`, [address]);
	try {
		const report = await reindexOf(store);
		assert.equal(report.kept, []);
		assert.ok(namedIn(report).includes(`events.n of ${whole}`));
		const [after] = await rows(`select n from chain.events where no = ${whole}`);
		assert.ok(BigInt(after.n) < BigInt(n) && BigInt(after.n) > 3n);
	} finally {
		await rows('insert into chain.raw_events select * from expected.kept on conflict do nothing');
		await rows('insert into chain.ledgers select * from expected.kept_ledgers on conflict do nothing');
	}
	await reindexOf(store);
	assert.equal(await differences(store), []);
});

test('two at once: the second is refused, and a start clears nothing while one runs', async () => {
	const codes: string[] = [];
	const owner = store.urls('indexer').owner;
	await reindexOf(store, {
		async onStep(name) {
			if (name !== 'rebuilt') return;
			await reindexOf(store).catch(({ code }) => codes.push(code));
			await clearLeftovers(owner);
			assert.equal(await schemasOf(store), ['chain', 'chain_next']);
		},
	});
	assert.equal(codes, ['REINDEX_RUNNING']);
	assert.equal(await differences(store), []);
	await withReindexLock(owner, async () => {});
});

test('refuses tables that something else depends on, or that were migrated meanwhile', async () => {
	await store.rows('create view chain.of_tickets as select owner from chain.tickets');
	assert.is(await reindexOf(store).catch(({ code }) => code), 'REINDEX_UNSUPPORTED');
	await store.rows('drop view chain.of_tickets');
	const migrate = {
		async onStep(name: string) {
			if (name === 'indexed') await store.rows('alter table chain.gates add column later integer');
		},
	};
	assert.is(await reindexOf(store, migrate).catch(({ code }) => code), 'SCHEMA_CHANGED');
	await store.rows('alter table chain.gates drop column later');
	assert.equal(namedIn(await reindexOf(store)), []);
	assert.equal(await schemasOf(store), ['chain']);
	assert.equal(await differences(store), []);
});

test.run();
