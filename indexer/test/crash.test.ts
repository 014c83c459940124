import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/service/clock.ts';
import { follow } from '../ingest/follow.ts';
import { lead } from '../ingest/lead.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { RecordedSource } from './recording.ts';
import { begin, closeStage, openStage, type Stage } from './stage.ts';
import { differences, following, followTo, quiet } from './store.ts';

const test = suite('a follower that dies');
let stage: Stage;

test.before(async () => {
	stage = await openStage();
});
test.before.each(() => begin(stage));
test.after(() => closeStage(stage));

type When = 'before' | 'sent';
type Ended = { signal: NodeJS.Signals | null; statements: number | null; output: string };

/** A follower in a process of its own, ready to be told at which statement it dies. */
function ready(file: string): { run(killAt: number, when: When): Promise<Ended>; end(): void } {
	const script = join(import.meta.dirname, 'killed-follower.ts');
	const child = fork(script, [stage.store.url, file], { execArgv: ['--no-warnings'], silent: true });
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

async function until(reached: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 60_000; !(await reached()); ) {
		if (Date.now() > end) throw new Error('not reached in 60 s');
		await systemClock.sleep(20, new AbortController().signal);
	}
}

/** The ledger that holds the most of our events. */
function busiest(): number {
	const by = Map.groupBy(stage.recording.events, (e) => e.ledger);
	return [...by].reduce((a, b) => (b[1].length > a[1].length ? b : a))[0];
}

test('is killed at every statement of a ledger and leaves none or all of it', async () => {
	const target = busiest();
	const folder = mkdtempSync(join(tmpdir(), 'passa-killed-'));
	const file = join(folder, 'recording.json');
	const recording = { ...stage.recording, closeTimes: [...stage.recording.closeTimes] };
	writeFileSync(file, JSON.stringify({ recording, latest: target }));
	const source = new RecordedSource(stage.recording);
	source.latest = target - 1;
	await followTo(following(stage.store, source), stage.whose, target - 1);
	const standsAt = async () => (await readCheckpoint(stage.store.db)).ledger;
	const rowsOfTarget = async () =>
		(await stage.store.rows(`SELECT count(*)::int AS n FROM chain.raw_events WHERE ledger = $1`, [target]))[0]
			.n;
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
	// Killed when the commit is on its way: either way it is whole, and the next one goes on.
	await begin(stage);
	await followTo(following(stage.store, source), stage.whose, target - 1);
	assert.is((await next.run(killed, 'sent')).signal, 'SIGKILL');
	const sessions = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'killed follower' AND datname = current_database()`;
	await until(async () => (await stage.store.rows(sessions))[0].n === 0);
	const whole = (await standsAt()) === target;
	assert.is((await rowsOfTarget()) > 0, whole);
	source.latest = source.newest;
	await followTo(following(stage.store, source), stage.whose, source.newest);
	assert.equal(await differences(stage.store), []);
	rmSync(folder, { recursive: true });
});

test('gives its office to a standby, and both together write every ledger once', async () => {
	const { db, url, rows } = stage.store;
	await openCheckpoint(db, stage.whose);
	const stop = new AbortController();
	const terms: string[] = [];
	const source = new RecordedSource(stage.recording, { random: () => 0.5, growing: true });
	source.latest = stage.whose.startLedger;
	const node = (name: string) => {
		const options = following(stage.store, source, { pollMilliseconds: 20 });
		const work = (epoch: number, signal: AbortSignal) => {
			terms.push(name);
			return follow(options, epoch, signal);
		};
		return lead({ url, db, clock: systemClock, log: quiet }, work, stop.signal);
	};
	const nodes = [node('a'), node('b')];
	try {
		await until(async () => (await readCheckpoint(db)).ledger > stage.whose.startLedger + 3);
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
	assert.is((await readCheckpoint(db)).epoch, 2);
	assert.equal(await differences(stage.store), []);
});

test.run();
