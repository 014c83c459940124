import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { follow } from '../ingest/follow.ts';
import { runAsLeader } from '../ingest/run-as-leader.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { closeFixture, emptyDatabase, type FollowerFixture, openFixture } from './follower-fixture.ts';
import { RecordedSource } from './recording.ts';
import { differences, followOptions, followTo, quiet } from './store.ts';

const test = suite('a follower that is killed');
let fixture: FollowerFixture;

test.before(async () => {
	fixture = await openFixture();
});
test.before.each(() => emptyDatabase(fixture));
test.after(() => closeFixture(fixture));

type When = 'before' | 'sent';
type Ended = { signal: NodeJS.Signals | null; statements: number | null; output: string };

/** A follower in its own process, waiting for the statement at which it kills itself. */
function ready(file: string): { run(killAt: number, when: When): Promise<Ended>; end(): void } {
	const script = join(import.meta.dirname, 'killed-follower.ts');
	const child = fork(script, [fixture.store.url, file], { execArgv: ['--no-warnings'], silent: true });
	let output = '';
	child.stderr!.on('data', (chunk) => (output += chunk));
	let statements: number | null = null;
	child.on('message', (n) => {
		statements = n as number;
	});
	const ended = new Promise<Ended>((done) =>
		child.once('close', (_, signal) => done({ signal, statements, output })),
	);
	return {
		run(killAt, when) {
			child.send({ killAt, when });
			return ended;
		},
		end: () => child.kill('SIGKILL'),
	};
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 60_000; !(await isDone()); ) {
		if (Date.now() > end) throw new Error('not done in 60 s');
		await systemClock.sleep(20, new AbortController().signal);
	}
}

/** PostgreSQL has ended the sessions of processes that are dead. */
const killedAreGone = (): Promise<void> =>
	until(async () => {
		const [found] = await fixture.store.rows(
			`SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'killed follower' AND datname = current_database()`,
		);
		return found.n === 0;
	});

/** The ledger with the most of our events. */
function busiest(): number {
	const by = Map.groupBy(fixture.recording.events, (e) => e.ledger);
	return [...by].reduce((a, b) => (b[1].length > a[1].length ? b : a))[0];
}

test('leaves none or all of a ledger, killed at any statement', async () => {
	const target = busiest();
	const folder = mkdtempSync(join(tmpdir(), 'passa-killed-'));
	const file = join(folder, 'recording.json');
	const recording = { ...fixture.recording, closeTimes: [...fixture.recording.closeTimes] };
	writeFileSync(file, JSON.stringify({ recording, latest: target }));
	const source = new RecordedSource(fixture.recording);
	source.latest = target - 1;
	await followTo(followOptions(fixture.store, source), fixture.chain, target - 1);
	const standsAt = async () => (await readCheckpoint(fixture.store.db)).ledger;
	const rowsOfTarget = async () =>
		(
			await fixture.store.rows(`SELECT count(*)::int AS n FROM chain.raw_events WHERE ledger = $1`, [target])
		)[0].n;
	let killed = 0;
	let next = ready(file);
	try {
		for (;;) {
			const follower = next;
			next = ready(file);
			const { signal, statements, output } = await follower.run(killed + 1, 'before');
			if (signal === null) {
				assert.is(statements, killed, output);
				break;
			}
			assert.is(signal, 'SIGKILL');
			assert.is(await standsAt(), target - 1);
			assert.is(await rowsOfTarget(), 0);
			killed++;
		}
	} catch (error) {
		next.end();
		throw error;
	}
	assert.ok(killed >= 15, `killed ${killed} times`);
	assert.is(await standsAt(), target);
	// Killed while the commit is on its way: the ledger is complete or absent, and the next follower continues.
	await emptyDatabase(fixture);
	await followTo(followOptions(fixture.store, source), fixture.chain, target - 1);
	assert.is((await next.run(killed, 'sent')).signal, 'SIGKILL');
	await killedAreGone();
	const complete = (await standsAt()) === target;
	assert.is((await rowsOfTarget()) > 0, complete);
	source.latest = source.newest;
	await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
	assert.equal(await differences(fixture.store), []);
	rmSync(folder, { recursive: true });
});

test('leaves whole ledgers only, killed while a transaction writes many', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-killed-'));
	const file = join(folder, 'recording.json');
	const { newest } = new RecordedSource(fixture.recording);
	writeFileSync(
		file,
		JSON.stringify({
			recording: { ...fixture.recording, closeTimes: [...fixture.recording.closeTimes] },
			latest: newest,
		}),
	);
	const moved: number[] = [];
	// Each follower comes further, since some of its transactions end before the one that is killed.
	for (let killAt = 30, before = 0; before < newest; killAt += 7) {
		await openCheckpoint(fixture.store.db, fixture.chain);
		const { signal, output } = await ready(file).run(killAt, killAt % 2 === 0 ? 'before' : 'sent');
		assert.ok(signal === 'SIGKILL' || signal === null, output);
		const ledger = await standsAfterKill();
		moved.push(ledger - before);
		before = ledger;
		if (signal === null) break;
	}
	assert.ok(Math.max(...moved) > 3 && moved.length > 3, `moved by ${moved}`);
	const source = new RecordedSource(fixture.recording);
	await followTo(followOptions(fixture.store, source), fixture.chain, newest);
	assert.equal(await differences(fixture.store), []);
	rmSync(folder, { recursive: true });
});

/** The ledger that the reading stands at: all events up to it are stored, and none after it. */
async function standsAfterKill(): Promise<number> {
	const { db, rows } = fixture.store;
	await killedAreGone();
	const { ledger } = await readCheckpoint(db);
	const [{ missing, early }] = await rows(
		`SELECT (SELECT count(*)::int FROM expected.raw_events WHERE ledger <= $1 AND id NOT IN (SELECT id FROM chain.raw_events)) AS missing,
		(SELECT count(*)::int FROM chain.raw_events WHERE ledger > $1) AS early`,
		[ledger],
	);
	assert.equal({ missing, early }, { missing: 0, early: 0 });
	return ledger;
}

test('is replaced by a standby, and both together write every ledger once', async () => {
	const { db, url, rows } = fixture.store;
	await openCheckpoint(db, fixture.chain);
	const stop = new AbortController();
	const terms: string[] = [];
	const source = new RecordedSource(fixture.recording, { random: () => 0.5, growing: true });
	source.latest = fixture.chain.startLedger;
	const node = (name: string) => {
		const options = followOptions(fixture.store, source, { pollMilliseconds: 20 });
		const work = (epoch: number, signal: AbortSignal) => {
			terms.push(name);
			return follow(options, epoch, signal);
		};
		return runAsLeader({ url, db, clock: systemClock, log: quiet }, work, stop.signal);
	};
	const nodes = [node('a'), node('b')];
	try {
		await until(async () => (await readCheckpoint(db)).ledger > fixture.chain.startLedger + 3);
		assert.is(terms.length, 1);
		await rows(
			`SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
			WHERE locktype = 'advisory' AND granted AND datname = current_database()`,
		);
		await until(async () => terms.length > 1);
		await until(async () => (await readCheckpoint(db)).ledger >= source.newest);
	} finally {
		stop.abort();
		await Promise.all(nodes);
	}
	// A session that a slow machine keeps waiting is lost too: there may be more terms than the two.
	assert.is((await readCheckpoint(db)).epoch, terms.length);
	assert.equal(await differences(fixture.store), []);
});

test.run();
