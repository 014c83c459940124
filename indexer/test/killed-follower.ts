import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { xdr } from '@stellar/stellar-sdk';
import { Client } from 'pg';
import { pino } from 'pino';
import { systemClock } from '#shared/clock.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { follow } from '../ingest/follow.ts';
import { messagesOfLedger } from '../live/deltas.ts';
import { nextEpoch, readCheckpoint } from '../models/checkpoint.ts';
import { RecordedSource } from './recording.ts';

/**
 * A follower that kills itself with SIGKILL at one statement of the first ledger's transaction, before it sends the
 * statement or right after. One that is not killed reads one ledger and reports how many statements that took. It starts
 * when a message names the statement, so that the next follower can warm up meanwhile.
 */
const [url, file] = process.argv.slice(2) as [string, string];
const { recording, latest } = JSON.parse(readFileSync(file, 'utf8'));
recording.closeTimes = new Map(recording.closeTimes);
const [{ killAt, when }] = (await once(process, 'message')) as [{ killAt: number; when: 'before' | 'sent' }];
const { db, close } = openPostgres(url, {}, { name: 'killed follower' });
const epoch = await nextEpoch(db);
const { ledger } = await readCheckpoint(db);

let statements = 0;
/** Other sessions may query meanwhile: only the transaction's own counts. */
let within: Client | null = null;
const textOf = (query: unknown): string =>
	typeof query === 'string' ? query : (query as { text: string }).text;
const send = Client.prototype.query as (...args: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...args: unknown[]) {
	const text = textOf(args[0]).toLowerCase();
	if (text.startsWith('begin')) within = this;
	if (within !== this) return send.apply(this, args);
	statements++;
	if (text.startsWith('commit')) within = null;
	if (statements === killAt && when === 'before') process.kill(process.pid, 'SIGKILL');
	const answer = send.apply(this, args);
	// The statement is in the socket by then: a killed process sends nothing more.
	if (statements === killAt) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
	return answer;
} as never;

const source = new RecordedSource(recording);
source.latest = latest;
const stop = new AbortController();
const options = {
	db,
	source,
	topic: xdr.ScVal.scvSymbol('passa').toXdr('base64'),
	clock: systemClock,
	log: pino({ level: 'silent' }),
	messagesOf: messagesOfLedger,
	pollMilliseconds: 5,
};
const work = follow(options, epoch, stop.signal);
while ((await readCheckpoint(db)).ledger === ledger) await systemClock.sleep(10, stop.signal);
stop.abort();
await work;
await close();
process.send!(statements, () => process.disconnect());
