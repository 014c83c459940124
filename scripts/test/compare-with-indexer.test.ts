import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Pool } from 'pg';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import { makeHistory } from '#indexer/test/history.ts';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import {
	compareWithIndexer,
	type IndexerViews,
	indexerChecks,
	readIndexer,
} from '../audit/compare-with-indexer.ts';
import type { View } from '../audit/expected-views.ts';

const test = suite('the audit of the indexer');
let fixture: ChainFixture;
let cluster: TestPostgres;
let indexer: Indexer;
let admin: Pool;
let folder: string;
let evidence: Evidence;
let result: Audit;
let honest: IndexerViews;

test.before(async () => {
	[fixture, cluster] = await Promise.all([ChainFixture.start(), startTestPostgres()]);
	folder = mkdtempSync(join(tmpdir(), 'passa-compare-'));
	const { events } = await makeHistory(fixture);
	fixture.localnet.network.close();
	const { registry, usdc, sinceLedger } = fixture.deployment;
	const made = await cluster.database();
	const { run } = made.urls('indexer');
	admin = new Pool({ connectionString: made.adminUrl, max: 1 });
	admin.on('error', () => {});
	const { rpcUrl, passphrase: network } = fixture.chain;
	const reading = { rpcUrl, network, registry, sinceLedger, pollMilliseconds: 20, proxies: noNetworks };
	indexer = await startIndexer({
		...reading,
		databaseUrl: run,
		metadataBase: new URL(`${pathToFileURL(folder).href}/`),
		host: '127.0.0.1',
		port: 0,
		log: pino({ level: 'silent' }),
	});
	await indexer.started;
	evidence = await collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger }, events[0]!);
	result = audit(evidence, [fixture.deployment.eventWasm]);
	for (let i = 0; i < 100 && !honest; i++) honest = (await readViews())!;
});
test.after(async () => {
	await indexer.stop();
	await admin.end();
	await Promise.all([fixture.close(), cluster.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

const readViews = () => readIndexer(indexer.url, evidence.announcement.event, evidence.ledger);
const differs = (views: IndexerViews | null): string[] =>
	indexerChecks(views, evidence, result)
		.filter((c) => !c.ok)
		.map((c) => c.name);

test('holds where it shows what the chain says', async () => {
	assert.ok(result.green);
	assert.equal(
		indexerChecks(honest, evidence, result).filter((c) => !c.ok),
		[],
	);
	const compared = await compareWithIndexer(indexer.url, async () => ({ evidence, result }));
	assert.ok(compared.result.green);
	assert.is(compared.result.checks.length, result.checks.length + 3);
});

/** Fields that follow from others, from the clock, or from the document, and what the indexer says of itself. */
const derived = /^(fault|left|due|document|verified|state|tierName|eventName|description|name)$/;

/** Paths to every value in a view. */
function paths(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return Object.entries(value).flatMap(([field, inner]) => paths(inner, [...path, field]));
}

function tampered<T>(view: T, path: string[]): T {
	const copy = structuredClone(view);
	const parent = path.slice(0, -1).reduce<View>((at, step) => at[step] as View, copy as View);
	const [field, old] = [path.at(-1)!, parent[path.at(-1)!]];
	parent[field] = typeof old === 'number' ? old + 1 : typeof old === 'boolean' ? !old : `${old}1`;
	return copy;
}

test('fails with any single value that it shows wrongly', () => {
	const [eventCheck, orderCheck, payoutCheck] = indexerChecks(honest, evidence, result).map((c) => c.name);
	let tried = 0;
	const tryEach = (view: object, put: (changed: never) => IndexerViews, check: string) => {
		for (const path of paths(view)) {
			const isName = path.length === 1 && path[0] === 'name';
			if (!isName && path.some((step) => derived.test(step))) continue;
			if (path[0] === 'splits' && !['index', 'bps', 'amount'].includes(path[2]!)) continue;
			assert.equal(differs(put(tampered(view, path) as never)), [check], path.join('.'));
			tried++;
		}
	};
	tryEach(honest.event, (event: View) => ({ ...honest, event }), eventCheck!);
	for (const i of [0, honest.orders.length - 1])
		tryEach(
			honest.orders[i]!,
			(order: View) => ({ ...honest, orders: honest.orders.with(i, order) }),
			orderCheck!,
		);
	tryEach(
		honest.payouts[0]!,
		(payout: View) => ({ ...honest, payouts: honest.payouts.with(0, payout) }),
		payoutCheck!,
	);
	assert.ok(tried > 100, `${tried} values`);
});

test('fails with an order or payout that is missing, invented or there twice', () => {
	const { orders, payouts } = honest;
	for (const list of [orders.slice(1), [...orders, orders[0]!], [...orders, { ...orders[0]!, id: '7' }]])
		assert.equal(differs({ ...honest, orders: list }).length, 1);
	for (const list of [payouts.slice(1), [...payouts, { ...payouts[0]!, n: '99' }]])
		assert.equal(differs({ ...honest, payouts: list }).length, 1);
});

test('fails where a row of its tables is changed', async () => {
	const changes = [
		['events', "name = 'Another night'"],
		['orders', "tx_hash = repeat('ab', 32)"],
		['tickets', `owner = '${fixture.deployment.roles.platform.address}'`],
		['payouts', 'amount = amount + 1'],
	];
	for (const [table, change] of changes) {
		const column = change!.split(' ')[0]!;
		const key = table === 'events' ? 'no' : 'event_no';
		await admin.query(`create table chain.kept as select * from chain.${table}`);
		await admin.query(`update chain.${table} set ${change} where ${key} = 1`);
		assert.is(differs(await readViews()).length, 1, `${table}.${column}`);
		await admin.query(`delete from chain.${table}`);
		await admin.query(`insert into chain.${table} select * from chain.kept`);
		await admin.query('drop table chain.kept');
	}
	assert.equal(differs(await readViews()), []);
});

test('fails where it does not answer', async () => {
	const silent = await readIndexer('http://127.0.0.1:1', evidence.announcement.event, 1);
	assert.is(silent, null);
	const [check] = indexerChecks(silent, evidence, result);
	assert.is(check!.ok, false);
	assert.is(check!.name, 'indexer_answers');
});

test.run();
