import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Pool, type PoolClient } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventDelta } from '../live/messages.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { clearLeftovers } from '../reindex/reindex-lock.ts';
import { type IndexerFixture, LiveClient, until } from './indexer-fixture.ts';
import { namedIn, openReindexFixture, reindexOf, schemasOf, whole } from './reindex-fixture.ts';
import { differences, recordExpected, type Store } from './store.ts';

const test = suite('new tables in the place of live ones');
let fixture: IndexerFixture;
let store: Store;
/** Sessions of the role that serves. */
let pool: Pool;

test.before(async () => {
	fixture = await openReindexFixture();
	store = fixture.store;
	pool = new Pool({ connectionString: store.url });
	pool.on('error', () => {});
});
test.after(async () => {
	await pool.end();
	await fixture.close();
});

const paths = [
	...[
		'/v1/events',
		'/v1/events/1',
		'/v1/events/3',
		'/v1/events/1/orders',
		'/v1/events/3/listings',
		'/v1/dues',
	],
	...['/v1/events/3/changes', '/v1/events/3/sales', '/v1/events?q=alchemist', '/v1/facets', '/status'],
];

/** Asks for everything again and again until it is stopped. Collects what is no answer, and the longest wait. */
function askAlways(): { stop(): Promise<{ asked: number; failed: string[]; longest: number }> } {
	const failed: string[] = [];
	let [asked, longest, stopped] = [0, 0, false];
	const ask = async (first: number): Promise<void> => {
		for (let i = first; !stopped; i++) {
			const path = paths[i % paths.length]!;
			const begun = performance.now();
			const answer = await fixture
				.get(path)
				.catch((error) => ({ ok: false, status: String(error), text: async () => '' }));
			const text = await answer.text();
			asked++;
			longest = Math.max(longest, performance.now() - begun);
			if (!answer.ok) failed.push(`${path}: ${answer.status} ${text.slice(0, 200)}`);
			if (path === '/v1/events' && !text.includes('"no":3')) failed.push(`${path}: ${text.slice(0, 200)}`);
		}
	};
	const work = Promise.all([0, 3, 6].map(ask));
	return {
		async stop() {
			stopped = true;
			await work;
			return { asked, failed, longest };
		},
	};
}

test('no request and no listener notices twenty swaps, while sales go on and none is lost', async () => {
	const { chainFixture, indexer } = fixture;
	const tiers = [chainFixture.tier({ capacity: 10_000, fiat_quota: 0 })];
	const event = await chainFixture.publish(chainFixture.terms({ tiers }));
	await until('the event', async () => (await fixture.get(`/v1/events/${event}`)).status === 200);
	const [{ no }] = await store.rows('select no from chain.events where address = $1', [event]);
	const listener = new LiveClient(indexer.url);
	await listener.subscribe(`event:${event}`);
	const snapshot = await listener.receive('snapshot');
	const asking = askAlways();
	const bought: bigint[] = [];
	const sell = async (sales: number): Promise<void> => {
		const fan = await chainFixture.fan();
		for (let i = 0; i < sales; i++)
			bought.push(...(await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }])).tickets);
	};
	for (let i = 0; i < 20; i++) {
		const [report] = await Promise.all([reindexOf(store), sell(5)]);
		assert.equal(namedIn(report), [], `swap ${i}`);
		assert.equal(report.kept, []);
	}
	const { sequence } = chainFixture.localnet.network;
	await until('the last sale', () => indexer.hub.ledger >= sequence);
	const { asked, failed } = await asking.stop();
	assert.equal(failed, []);
	assert.ok(asked > 100, `${asked} requests`);
	assert.is(bought.length, 100);
	for (const ticket of bought) {
		const [{ n }] = await store.rows(
			`select count(*)::int as n from chain.tickets where event_no = ${no} and order_id = $1`,
			[String(ticket >> 5n)],
		);
		assert.is(n, 1, `ticket ${ticket}`);
	}
	// One message may cover several ledgers: the follower waits for a swap, and then writes them together.
	const salesIn = (): string[] =>
		listener.received.flatMap((m) =>
			m.type === 'delta'
				? (m.data as EventDelta).causes.flatMap((c) => (c.name === 'sold' ? [c.n] : []))
				: [],
		);
	await until('every sale', () => salesIn().length >= bought.length);
	assert.is(new Set(salesIn()).size, bought.length, 'each sale, once');
	assert.is(salesIn().length, bought.length);
	const seqs = listener.received.flatMap((m) => (m.type === 'delta' ? [m.seq] : []));
	assert.equal(
		seqs,
		seqs.map((_, i) => snapshot.seq + 1 + i),
		'each delta, once, in order',
	);
	assert.is(listener.closed, null);
	listener.close();
	assert.equal(namedIn(await reindexOf(store)), []);
	await store.rows('drop schema expected cascade');
	await recordExpected(store);
});

/** A transaction of the serving role, at one moment from its first query on. */
async function reader(first: string): Promise<PoolClient> {
	const client = await pool.connect();
	await client.query('begin isolation level repeatable read');
	await client.query(first);
	return client;
}

const ticketsSeen = async (client: PoolClient): Promise<number> =>
	(await client.query('select count(*)::int as n from chain.tickets')).rows[0].n;

test('a reader that began before sees all rows: the swap waits for it', async () => {
	const [{ n }] = await store.rows('select count(*)::int as n from chain.tickets');
	let early: PoolClient | null = null;
	let isSwapped = false;
	const work = reindexOf(store, {
		async onStep(name) {
			if (name === 'compared') early = await reader('select ledger from chain.checkpoint');
			if (name === 'swapped') isSwapped = true;
		},
	});
	const client = await until('a reader', () => early);
	await until('the swap waits', async () => {
		const rows =
			await store.rows(`select 1 from pg_stat_activity where application_name = 'reindex' and datname = current_database()
			and state = 'idle in transaction' and xact_start < now() - interval '700 milliseconds'`);
		return rows.length > 0;
	});
	assert.is(isSwapped, false);
	assert.is(await ticketsSeen(client), n);
	await client.query('commit');
	client.release();
	await work;
	assert.is(isSwapped, true);
	assert.equal(await differences(store), []);
});

test('the control: without that wait, it would see an empty table', async () => {
	await store.rows('create table chain.moved as select 1 as one');
	await store.rows('grant select on chain.moved to indexer');
	const client = await reader('select ledger from chain.checkpoint');
	await store.rows('create schema aside');
	await store.rows('create table aside.moved as select 1 as one');
	await store.rows('grant select on aside.moved to indexer');
	await store.rows('drop table chain.moved');
	await store.rows('alter table aside.moved set schema chain');
	const { rows } = await client.query('select * from chain.moved');
	assert.equal(rows, []);
	await client.query('commit');
	client.release();
	await store.rows('drop table chain.moved');
	await store.rows('drop schema aside');
});

test('the swap gives way to a long reader, and lets no request wait for it', async () => {
	let held: PoolClient | null = null;
	const work = reindexOf(store, {
		async onStep(name) {
			if (name !== 'readers gone' || held) return;
			held = await reader('select 1 from chain.tickets');
			setTimeout(() => void held!.query('commit').then(() => held!.release()), 1500);
		},
	});
	await until('a reader', () => held);
	const asking = askAlways();
	await work;
	const { failed, longest, asked } = await asking.stop();
	assert.equal(failed, []);
	assert.ok(asked > 5, `${asked} requests`);
	// Below the server's deadlock timeout, even on a slow machine: the swap gives up after a quarter of a second.
	assert.ok(longest < 1400, `${longest} ms`);
	assert.equal(await differences(store), []);
});

/** Ends by SIGKILL, or with the number of statements of the swap. */
function killed(at: string): Promise<{ signal: NodeJS.Signals | null; statements: number | null }> {
	const script = join(import.meta.dirname, 'killed-reindex.ts');
	const child = fork(script, [store.urls('indexer').owner, at], {
		execArgv: ['--no-warnings'],
		silent: true,
	});
	let statements: number | null = null;
	child.on('message', (n) => {
		statements = n as number;
	});
	return new Promise((done) => child.once('close', (_, signal) => done({ signal, statements })));
}

/** The server has noticed that the process is gone. */
const sessionsGone = () =>
	until('no session', async () => {
		const rows = await store.rows(
			`select 1 from pg_stat_activity where application_name like 'reindex%' and datname = current_database()`,
		);
		return rows.length === 0;
	});

const steps = [
	...[
		'made',
		'rebuilt',
		'indexed',
		'compared',
		'held',
		'finished',
		'readers gone',
		'swapping',
		'swapped',
		'dropped',
	],
];

test('killed at any step, or within the swap, it leaves whole tables, and the next start clears up', async () => {
	const { statements } = await killed('never');
	assert.ok(statements! > 30, `${statements} statements`);
	const within = Array.from({ length: 10 }, (_, i) => String(1 + Math.floor((i * statements!) / 10)));
	for (const at of [...steps, ...within]) {
		assert.is((await killed(at)).signal, 'SIGKILL', at);
		await sessionsGone();
		assert.equal(await differences(store), [], at);
		assert.is((await fixture.get(`/v1/events/${whole}`)).status, 200, at);
		await clearLeftovers(store.urls('indexer').owner);
		assert.equal(await schemasOf(store), ['chain'], at);
	}
	const before = (await readCheckpoint(store.db)).ledger;
	fixture.chainFixture.localnet.network.close();
	await until('the follower goes on', async () => (await readCheckpoint(store.db)).ledger > before);
	assert.equal(namedIn(await reindexOf(store)), []);
	assert.equal(await differences(store), []);
});

test.run();
