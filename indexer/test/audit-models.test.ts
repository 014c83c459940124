import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { PgTable } from 'drizzle-orm/pg-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { auditModels, type Compared } from '../ingest/audit-models.ts';
import { auditSources } from '../ingest/audit-sources.ts';
import { fetchDocuments } from '../ingest/fetch-documents.ts';
import { models } from '../models/all-models.ts';
import { callProofs, ledgerProofs } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { rawEvents } from '../models/raw-events.ts';
import { makeHistory } from './history.ts';
import { followNow, quiet, type Store, sourceAt, startStore } from './store.ts';
import { liveWithDocument } from './with-document.ts';

const test = suite('the audit of the read models');
let fixture: ChainFixture;
let store: Store;
let folder: string;
/** An event with a verified document, and with rows in every table. */
const whole = 3;

const tables = [...models.map((m) => m.table), rawEvents, ledgers, ledgerProofs, callProofs];
/** Tables that say nothing about an event: how far the indexer has read, and messages on their way. */
/** Movements prove themselves by the balance, in an audit of the evidence. */
const ofTheRun = [
	'audits',
	'channels',
	'checkpoint',
	'movement_reads',
	'movements',
	'outbox',
	'outbox_head',
	'quarantine',
];
/** Columns that say when the document is fetched next, and whether a ledger's facts could be checked when it was read. */
const ofTheReading = ['documents.attempts', 'documents.next_at', 'ledgers.proven'];

const modelsFolder = fileURLToPath(new URL('../models', import.meta.url));

/** Every table that the indexer's models declare. */
async function allTables(): Promise<PgTable[]> {
	const files = readdirSync(modelsFolder).filter((name) => !name.endsWith('.test.ts'));
	const modules = await Promise.all(
		files.map((file) => import(pathToFileURL(join(modelsFolder, file)).href)),
	);
	return [...new Set(modules.flatMap((m) => Object.values(m)).filter((value) => is(value, PgTable)))];
}

test.before(async () => {
	[fixture, store] = await Promise.all([ChainFixture.start(), startStore()]);
	folder = mkdtempSync(join(tmpdir(), 'passa-models-'));
	await makeHistory(fixture);
	await liveWithDocument(fixture, folder);
	await followNow(store, fixture);
	await fetchDocuments({ db: store.db, base: base(), messagesOf: async () => [] }, new Date());
});
test.after(async () => {
	await Promise.all([store.close(), fixture.close()]);
	rmSync(folder, { recursive: true, force: true });
});

const base = () => new URL(`${pathToFileURL(folder).href}/`);

const auditing = (change: object = {}) => ({
	db: store.db,
	source: sourceAt(fixture.chain.rpcUrl),
	base: base(),
	log: quiet,
	compared: new Map<number, Compared>(),
	...change,
});
/** One process, from its start on. */
let process: ReturnType<typeof auditing>;

/** What this process finds of an event when its turn comes, and what others have that differs. */
async function found(no = whole, now = new Date()): Promise<string[]> {
	process ??= auditing();
	await store.rows(`update chain.audits set at = 'epoch' where kind = 'models' and event_no = $1`, [no]);
	while (!(await auditModels(process, now)).includes(no));
	const rows = await store.rows(
		`select ok, differences from chain.audits where kind in ('models', 'sources') and event_no = $1 order by kind`,
		[no],
	);
	for (const row of rows) assert.is(row.ok, row.differences.length === 0);
	return rows.flatMap((row) => row.differences.map((d: { name: string }) => d.name));
}

test('finds nothing wrong with an honest history', async () => {
	for (const no of [1, 2, 3]) assert.equal(await found(no), [], `event ${no}`);
	assert.equal(
		[1, 2, 3].map((no) => process.compared.get(no)?.ok),
		[true, true, true],
	);
	const [{ state }] = await store.rows(`select state from chain.documents where document is not null`);
	assert.is(state, 'verified');
});

/** Another value of a column's type. */
const another: Record<string, (column: string) => string> = {
	boolean: (c) => `not ${c}`,
	jsonb: () => `'{"tampered": true}'`,
	bytea: (c) => `${c} || '\\x00'::bytea`,
	'text[]': (c) => `array_append(${c}, 'AAAAAQ==')`,
	text: (c) => `coalesce(${c}, '') || 'x'`,
	'timestamp with time zone': (c) => `coalesce(${c}, now()) + interval '1 second'`,
};

const lastRow: Record<string, string> = {
	events: `no = ${whole}`,
	documents: 'document is not null',
	raw_events: 'id = (select max(id) from chain.raw_events)',
	ledgers: 'sequence = (select max(ledger) from chain.raw_events)',
	ledger_proofs: 'ledger = (select max(ledger) from chain.raw_events)',
	call_proofs: 'ledger = (select max(ledger) from chain.raw_events)',
};

/** Changes one value, runs `then`, and puts the value back. */
async function tampered<T>(table: string, column: string, then: () => Promise<T>): Promise<T> {
	const where = lastRow[table] ?? `event_no = ${whole}`;
	const [row] = await store.rows(
		`select ctid, ${column}::text as old, pg_typeof(${column})::text as type from chain.${table} where ${where} order by ctid desc limit 1`,
	);
	const change = another[row.type] ?? ((c: string) => `coalesce(${c}, 0) + 1`);
	const [changed] = await store.rows(
		`update chain.${table} set ${column} = ${change(column)} where ctid = $1 returning ctid`,
		[row.ctid],
	);
	try {
		return await then();
	} finally {
		await store.rows(`update chain.${table} set ${column} = $1::text::${row.type} where ctid = $2`, [
			row.old,
			changed.ctid,
		]);
	}
}

test('covers every table, and a new one fails here until it is compared', async () => {
	const covered = tables.map(getTableName);
	const names = (await allTables()).map(getTableName).sort();
	assert.equal(names, [...covered, ...ofTheRun].sort());
	assert.is(new Set(covered).size, covered.length);
});

test('finds any column of any row changed, each one alone, a few minutes after it was compared in full', async () => {
	let tried = 0;
	for (const table of tables) {
		for (const column of Object.values(getTableColumns(table))) {
			const [name, inPostgres] = [getTableName(table), toSnakeCase(column.name)];
			const at = `${name}.${inPostgres}`;
			if (ofTheReading.includes(at) || column.generated) continue;
			const differences = await tampered(name, inPostgres, () => found());
			assert.ok(differences.length > 0, `${at} was changed, and nothing was found`);
			assert.equal(await found(), [], `the control: ${at} put back, all is well`);
			tried++;
		}
	}
	assert.ok(tried > 190, `${tried} columns`);
});

test('names the column and both values', async () => {
	const differences = await tampered('orders', 'buyer', () => found());
	assert.is(differences.length, 1);
	assert.match(differences[0]!, /^orders\.buyer of 3\/\d+$/);
});

test('a generated column cannot be changed', async () => {
	const refused = await store.rows(`update chain.documents set search = ''`).catch((e) => e.code);
	assert.is(refused, '428C9');
});

test('finds a row that is gone, or one too many', async () => {
	for (const { table } of models) {
		const name = getTableName(table);
		if (name === 'documents') continue;
		const key = name === 'events' ? 'no' : 'event_no';
		await store.rows(`create table chain.kept as select * from chain.${name} where ${key} = ${whole}`);
		await store.rows(
			`delete from chain.${name} where ctid = (select max(ctid) from chain.${name} where ${key} = ${whole})`,
		);
		assert.ok((await found()).includes(`rows of ${name}`), name);
		await store.rows(`delete from chain.${name} where ${key} = ${whole}`);
		await store.rows(`insert into chain.${name} select * from chain.kept`);
		await store.rows('drop table chain.kept');
	}
	assert.equal(await found(), []);
	await store.rows(`insert into chain.payouts (event_no, n, position, payee, address, account, amount, delivered, tx_hash, ledger, paid_at) select 3, 999, position, payee, address, account, amount, delivered, tx_hash, ledger, paid_at
		from chain.payouts where event_no = 3 limit 1`);
	assert.ok((await found()).some((d) => d.startsWith('payouts 3/999/')));
	await store.rows('delete from chain.payouts where n = 999');
});

test('finds a raw event that is gone, also one outside the log', async () => {
	const last = `id = (select max(id) from chain.raw_events)`;
	await store.rows(`create table chain.kept as select * from chain.raw_events where ${last}`);
	await store.rows(`delete from chain.raw_events where ${last}`);
	assert.ok((await found()).some((d) => d.startsWith('tickets.usedAt of 3/')));
	await store.rows('insert into chain.raw_events select * from chain.kept');
	await store.rows('drop table chain.kept');
	assert.equal(await found(), []);
});

test('the bytes of a proof changed, with as many as before, are found in the hour', async () => {
	assert.equal(await found(), []);
	const from = process.compared.get(whole)!.at;
	const after = (seconds: number) => found(whole, new Date(from.getTime() + seconds * 1000));
	const change = `update chain.call_proofs set success = set_byte(success, 9, get_byte(success, 9) # 1) where ${lastRow.call_proofs}`;
	await store.rows(change);
	assert.equal(await after(3600), [], 'its rows are those that were compared');
	assert.equal(process.compared.get(whole)!.at, from, 'the control: not in full');
	assert.equal(await after(3601), ['the raw events']);
	await store.rows(change);
	assert.equal(await found(), []);
});

test('a start knows nothing, and compares each event in full, as many as the round has time for', async () => {
	await store.rows(`delete from chain.audits where kind = 'models'`);
	const started = auditing({ budget: 0 });
	const at = Date.now();
	const next = (seconds: number) => auditModels(started, new Date(at + seconds * 1000));
	assert.equal([await next(0), await next(1), await next(2), await next(3)], [[1], [2], [3], []]);
	assert.equal(await next(200), [], 'none too often');
	assert.equal([await next(201), await next(201)], [[1], []]);
	const other = auditing({ budget: 0 });
	await store.rows(`update chain.checkpoint set announced = 40`);
	await store.rows(`update chain.audits set at = 'epoch' where kind = 'models'`);
	assert.equal(await auditModels(other, new Date()), [1], 'three are due, and the time is for one');
	assert.equal(await auditModels({ ...other, budget: 60_000 }, new Date()), [2, 3, 4]);
	await store.rows(`update chain.checkpoint set announced = 3`);
	await store.rows(`delete from chain.audits where event_no = 4`);
});

test('a thousand events are each compared within five minutes, spread over the rounds', async () => {
	await store.rows(`update chain.checkpoint set announced = 1000`);
	const known = { digest: undefined, changedIn: null, at: new Date(), ok: true };
	const many = auditing({
		compared: new Map([...Array(1000).keys()].map((i) => [i + 1, known] as const)),
		budget: 60_000,
	});
	const begun = Date.now();
	const turns = new Map<number, number>();
	let [most, longest] = [0, 0];
	for (let second = 0; second < 1200; second += 5) {
		const nos = await auditModels(many, new Date(begun + second * 1000));
		most = Math.max(most, nos.length);
		for (const no of nos) {
			longest = Math.max(longest, second - (turns.get(no) ?? 0));
			turns.set(no, second);
		}
	}
	assert.is(turns.size, 1000);
	for (const second of turns.values()) longest = Math.max(longest, 1200 - second);
	assert.ok(longest <= 300, `${longest} seconds`);
	assert.ok(most <= 63, `${most} in one round`);
	await store.rows(`update chain.checkpoint set announced = 3`);
	await store.rows('delete from chain.audits where event_no > 3');
});

test('what others have is compared every hour, five minutes after a change, and at once where rows changed without one', async () => {
	await store.rows('delete from chain.audits');
	const at = Date.now();
	const options = auditing();
	const next = (seconds: number) => auditSources(options, new Date(at + seconds * 1000));
	assert.equal([await next(0), await next(1), await next(2), await next(3)], [1, 2, 3, null]);
	assert.is(await next(3601), 1);
	await store.rows(`update chain.audits set ledger = 1 where event_no = 3 and kind = 'sources'`);
	assert.equal([await next(200), await next(400)], [null, 3], 'after a change it waits five minutes');
	assert.equal(await found(), []);
	const names = await tampered('documents', 'document', () => found());
	assert.equal(names, ['the verified document']);
	assert.equal(await found(), [], 'put back, it is compared at once, too');
});

test.run();
