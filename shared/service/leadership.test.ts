import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { type SilentProxy, silentProxy } from '#testing/proxies/silent-proxy.ts';
import { systemClock } from '../clock.ts';
import { holdLocks, type Leadership } from './leadership.server.ts';

const test = suite('leadership');
/** As in production, but ten times faster. */
const times = { beat: 100, answer: 500, lease: 1500 };
const log = pino({ level: 'silent' });
let cluster: TestPostgres;
let url: string;
let adminUrl: string;
let lockClass = 1000;

test.before(async () => {
	cluster = await startTestPostgres();
	const database = await cluster.database('bare');
	url = database.urls('platform').run;
	adminUrl = database.adminUrl;
});
test.before.each(() => {
	lockClass++;
});
test.after(() => cluster.stop());

type Term = { key: number; began: number; ended: number | null; signal: AbortSignal };

/** A process that keeps what it holds. */
function node(change: Partial<Leadership> = {}) {
	const terms: Term[] = [];
	const stopping = new AbortController();
	const work = async (key: number, signal: AbortSignal) => {
		const term: Term = { key, began: Date.now(), ended: null, signal };
		terms.push(term);
		await systemClock.sleep(3_600_000, signal);
		term.ended = Date.now();
	};
	const options = {
		url,
		name: 'a test',
		lockClass,
		keys: [1],
		clock: systemClock,
		log,
		times,
		work,
		...change,
	};
	const done = holdLocks(options, stopping.signal);
	return {
		terms,
		leads: (key = 1) => terms.some((term) => term.key === key && !term.signal.aborted),
		async stop() {
			stopping.abort();
			await done;
		},
	};
}

async function until(what: string, holds: () => boolean, milliseconds = 10_000): Promise<void> {
	for (const end = Date.now() + milliseconds; !holds(); await setTimeout(5))
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

async function withProxy(work: (proxy: SilentProxy) => Promise<void>): Promise<void> {
	const proxy = await silentProxy(url);
	try {
		await work(proxy);
	} finally {
		await proxy.close();
	}
}

test('of two processes one leads, and the other one when that one stops', async () => {
	const nodes = [node(), node()];
	await until('a leader', () => nodes.some((each) => each.leads()));
	await setTimeout(5 * times.beat);
	assert.is(nodes.filter((each) => each.leads()).length, 1);
	const first = nodes.find((each) => each.leads())!;
	const second = nodes.find((each) => !each.leads())!;
	await first.stop();
	assert.is.not(first.terms[0]!.ended, null, 'its work has ended before it is stopped');
	await until('the other one', () => second.leads());
	assert.ok(second.terms[0]!.began >= first.terms[0]!.ended!, 'the terms do not overlap');
	await second.stop();
});

test('keys are spread over the processes that there are, each once, and all over those that are left', async () => {
	const keys = [1, 2, 3, 4];
	const a = node({ keys });
	await until('all keys', () => keys.every((key) => a.leads(key)));
	const b = node({ keys });
	await setTimeout(5 * times.beat);
	assert.is(b.terms.length, 0);
	await a.stop();
	await until('all keys again', () => keys.every((key) => b.leads(key)));
	assert.is(b.terms.length, 4);
	await b.stop();
});

test('a session that ends costs its term and no more', async () => {
	const one = node();
	await until('a leader', () => one.leads());
	const admin = new Client({ connectionString: adminUrl });
	await admin.connect();
	await admin.query(
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'a test' AND datname = current_database()`,
	);
	await admin.end();
	await until('a second term', () => one.terms.length === 2);
	assert.is.not(one.terms[0]!.ended, null);
	await one.stop();
});

test('a connection that falls silent ends the term within seconds, and leadership is taken again', async () => {
	await withProxy(async (proxy) => {
		const cut = node({ url: proxy.url });
		await until('a leader', () => cut.leads());
		const other = node();
		await setTimeout(3 * times.beat);
		assert.is(other.terms.length, 0, 'it stands by');
		const silentAt = Date.now();
		proxy.silence();
		assert.is(proxy.silent(), 1);
		await until('the end of the term', () => cut.terms[0]!.ended !== null);
		assert.ok(cut.terms[0]!.ended! - silentAt < times.beat + times.answer + 500, 'in time');
		await until('another leader', () => other.leads() || cut.terms.length > 1);
		const next = [...other.terms, ...cut.terms.slice(1)][0]!;
		assert.ok(next.began >= cut.terms[0]!.ended!, 'no two terms overlap');
		assert.ok(next.began - silentAt < times.lease + 2 * times.beat + 1000, 'in time');
		await Promise.all([cut.stop(), other.stop()]);
	});
});

test('a process alone leads again after its connection fell silent', async () => {
	await withProxy(async (proxy) => {
		const alone = node({ url: proxy.url });
		await until('a leader', () => alone.leads());
		proxy.silence();
		await until('its second term', () => alone.terms.length === 2 && alone.leads());
		await alone.stop();
	});
});

test('without timeouts a leader never learns that it lost the lock, and no other process becomes leader', async () => {
	await withProxy(async (proxy) => {
		const session = new Client({ connectionString: proxy.url });
		session.on('error', () => {});
		await session.connect();
		await session.query('SELECT pg_advisory_lock($1, 1)', [lockClass]);
		proxy.silence();
		const beat = session.query('SELECT 1').then(
			() => 'answered',
			() => 'failed',
		);
		const other = node();
		const soon = setTimeout(2 * times.lease, 'waits');
		assert.is(await Promise.race([beat, soon]), 'waits');
		assert.is(other.terms.length, 0, 'the server still holds the lock for the lost session');
		await other.stop();
	});
});

test('work that hangs on the lost network does not keep its process from leading again', async () => {
	await withProxy(async (proxy) => {
		let begun = 0;
		const hanging = Promise.withResolvers<void>();
		const stuck = node({
			url: proxy.url,
			clock: { now: Date.now, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 300), signal) },
			work: (_, signal) => (++begun === 1 ? hanging.promise : systemClock.sleep(3_600_000, signal)),
		});
		await until('a first term', () => begun === 1);
		proxy.silence();
		await until('a second term', () => begun === 2);
		hanging.resolve();
		await stuck.stop();
	});
});

test('work that fails or ends begins again, or with another process', async () => {
	let [failed, began] = [0, 0];
	const one = node({
		work: async (_, signal) => {
			if (failed++ < 1) throw new Error('at first');
			if (failed < 3) return;
			began++;
			await systemClock.sleep(3_600_000, signal);
		},
	});
	await until('its third try', () => began === 1);
	await one.stop();
	const other = node({ work: async () => {} });
	const waits = node();
	await until('the one that works', () => waits.leads());
	await Promise.all([other.stop(), waits.stop()]);
});

test('it stops at any moment, also while nobody answers', async () => {
	await withProxy(async (proxy) => {
		for (const milliseconds of [0, 1, 3, 10, 50]) {
			const one = node({ url: proxy.url });
			await setTimeout(milliseconds);
			await one.stop();
		}
		const away = node({ url: 'postgres://nobody@127.0.0.1:1/none' });
		await setTimeout(20);
		await away.stop();
		const cut = node({ url: proxy.url });
		await until('a leader', () => cut.leads());
		proxy.silence();
		const begun = Date.now();
		await cut.stop();
		assert.ok(Date.now() - begun < 2500, 'within seconds');
	});
});

test.run();
