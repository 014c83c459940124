import { Hono } from 'hono';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '../clock.ts';
import { PassaError } from '../errors.ts';
import { ageSeconds, healthRoutes, notReady, type Readiness, staleness } from './health.server.ts';
import { serviceMetrics } from './metrics.server.ts';
import { failed } from './problems.server.ts';
import { beginStartup } from './startup.server.ts';

const test = suite('a process that starts');
const lines: string[] = [];
const log = pino({}, { write: (line: string) => lines.push(line) });
const clock: Clock = { now: () => 0, sleep: () => new Promise((done) => setImmediate(done)) };
const options = () => ({ clock, log, signal: new AbortController().signal, fatal: ['ENV_INVALID'] });
const away = () => new PassaError('RPC_UNREACHABLE', 'the RPC does not answer');

test('tries again until it succeeds, and says meanwhile what it waits for', async () => {
	lines.length = 0;
	let tries = 0;
	const seen: (string | null)[] = [];
	const startup = beginStartup(async () => {
		seen.push(startup.waitingFor);
		if (++tries < 4) throw away();
	}, options());
	assert.is.not(startup.waitingFor, null);
	await startup.done;
	assert.is(startup.waitingFor, null);
	assert.is(tries, 4);
	assert.is(seen.at(-1), 'the RPC does not answer');
	assert.is(lines.length, 1, 'one reason is one line');
	startup.assertStarted();
});

test('refuses routes that need the whole start, with a code and Retry-After', async () => {
	const stop = new AbortController();
	const startup = beginStartup(() => Promise.reject(away()), { ...options(), signal: stop.signal });
	const app = new Hono().onError(failed(log)).get('/', (c) => {
		startup.assertStarted();
		return c.text('');
	});
	const answer = await app.request('/');
	const { code, detail } = (await answer.json()) as { code: string; detail: string };
	assert.equal([answer.status, code, answer.headers.get('retry-after')], [503, 'STARTING', '5']);
	assert.not.match(detail, 'RPC');
	stop.abort();
	await startup.done;
	assert.is.not(startup.waitingFor, null, 'stopped is not started');
});

test('ends only for errors that waiting cannot mend', async () => {
	const ends = (error: Error) => beginStartup(() => Promise.reject(error), options()).done;
	const wrong = new PassaError('ENV_INVALID', 'wrong environment: KEY is another one');
	assert.is(await ends(wrong).catch((e) => e), wrong);
	const login = Object.assign(new Error('password authentication failed'), { code: '28P01' });
	assert.is(await ends(login).catch((e) => e), login);
	const stop = new AbortController();
	let tries = 0;
	const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
	const work = async () => {
		if (++tries === 5) stop.abort();
		throw refused;
	};
	await beginStartup(work, { ...options(), signal: stop.signal }).done;
	assert.is(tries, 5);
});

test('is alive while it waits for its dependencies, and ready only when they are', async () => {
	let readiness: Readiness = notReady('STARTING', 'x');
	const check = async () => readiness;
	async function asked(path: string) {
		const answer = await healthRoutes('its dependencies answer', {}, check).request(path);
		return `${answer.status} ${await answer.text()}`;
	}
	assert.is(await asked('/healthz'), '200 {"ok":true}');
	assert.is(await asked('/readyz'), '503 {"ready":false,"code":"STARTING","reason":"x"}');
	readiness = { ready: true, code: 'READY', reason: 'y' };
	assert.is(await asked('/readyz'), '200 {"ready":true,"code":"READY","reason":"y"}');
});

test('knows a ledger that is too old by a clock', () => {
	const now = Date.parse('2026-11-28T12:00:00Z');
	const age = (text: string) => ageSeconds(new Date(text), { now: () => now });
	assert.is(age('2026-11-28T11:58:59.500Z'), 60);
	assert.is(age('2026-11-28T12:00:30Z'), 0, 'a network whose clock is ahead');
	assert.is(staleness(60, 60), null);
	const stale = staleness(61, 60)!;
	assert.equal([stale.ready, stale.code], [false, 'STALE']);
	assert.match(stale.reason, '61 s ago');
});

test('counts its answers, and labels every figure with its name', async () => {
	const metrics = serviceMetrics('tester');
	metrics.gauge('tester_depth', 'a depth', () => 7);
	metrics.gauge('tester_broken', 'one that cannot be read', () => Promise.reject(new Error('away')));
	metrics.gauge('tester_unknown', 'one that is not known', () => null);
	const app = new Hono().use(metrics.count).get('/metrics', metrics.serve);
	await app.request('/nowhere');
	const answer = await app.request('/metrics');
	assert.match(answer.headers.get('content-type')!, 'text/plain');
	const text = await answer.text();
	assert.match(text, 'passa_tester_requests_total{method="GET",status="404",service="tester"} 1');
	assert.match(text, 'passa_tester_depth{service="tester"} 7');
	assert.match(text, 'passa_tester_broken{service="tester"} Nan');
	assert.match(text, 'passa_tester_unknown{service="tester"} Nan');
	assert.match(text, 'process_cpu_seconds_total{service="tester"}');
});

test.run();
