import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { systemClock } from '#shared/clock.ts';
import { openPostgres } from '#shared/postgres.server.ts';
import { passaTopic } from '../indexer.ts';
import { follow } from '../ingest/follow.ts';
import { deltasOf } from '../live/deltas.ts';
import { readCheckpoint, takeEpoch } from '../models/checkpoint.ts';
import { RecordedSource } from './recording.ts';
import { quiet } from './store.ts';

/**
 * A follower that kills itself with SIGKILL at one statement of the first ledger's transaction: before it is sent, or
 * right after. Not killed, it reads one ledger and says how many statements that took.
 */
const [url, file, at, when] = process.argv.slice(2) as [string, string, string, 'before' | 'sent'];
const killAt = Number(at);
const { recording, latest } = JSON.parse(readFileSync(file, 'utf8'));
recording.closeTimes = new Map(recording.closeTimes);
const { db, close } = openPostgres(url, {});
const epoch = await takeEpoch(db);
const { ledger } = await readCheckpoint(db);

let statements = 0;
let within = false;
const textOf = (query: unknown): string =>
	typeof query === 'string' ? query : (query as { text: string }).text;
const send = Client.prototype.query as (...args: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...args: unknown[]) {
	const text = textOf(args[0]).toLowerCase();
	if (text.startsWith('begin')) within = true;
	if (!within) return send.apply(this, args);
	statements++;
	if (text.startsWith('commit')) within = false;
	if (statements === killAt && when === 'before') process.kill(process.pid, 'SIGKILL');
	const answer = send.apply(this, args);
	// The socket gets it first: a process that is killed sends no more.
	if (statements === killAt) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
	return answer;
} as never;

const source = new RecordedSource(recording);
source.latest = latest;
const stop = new AbortController();
const options = {
	db,
	source,
	topic: passaTopic,
	clock: systemClock,
	log: quiet,
	tell: deltasOf,
	pollMilliseconds: 5,
};
const work = follow(options, epoch, stop.signal);
while ((await readCheckpoint(db)).ledger === ledger) await systemClock.sleep(10, stop.signal);
stop.abort();
await work;
await close();
console.log(statements);
