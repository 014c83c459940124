import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { readFacts } from '#indexer/facts/read-facts.ts';
import { nothingTouched } from '#indexer/facts/touched.ts';
import { models } from '#indexer/models/all-models.ts';
import { openCheckpoint } from '#indexer/models/checkpoint.ts';
import { reduce } from '#indexer/models/model.ts';
import { digestOf } from '#indexer/models/raw-events.ts';
import type { ReindexReport } from '#indexer/reindex/reindex.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { startOwnPostgres } from '../postgres/test-postgres.ts';
import { copiedEvents, passphrase, registry } from './copied-events.ts';
import { report, seconds } from './figure.ts';

const rawEvents = Number(process.env.RAW_EVENTS ?? 300_000);

/** All read models of a large index again from its stored raw events, twice: the second time there are rows to compare. */
const cluster = await startOwnPostgres();
const database = await cluster.database();
const { owner, run } = database.urls('indexer');
const { db, close } = openPostgres(run, {});
await openCheckpoint(db, { network: passphrase, registry, startLedger: 1 });
await store(owner);
await close();
let last: Ran | null = null;
for (let i = 0; i < 2; i++) last = await command(owner);
const { rate, events, rawEvents: all, seconds: taken } = last!.report;
report(
	[
		{
			name: `reindex of ${all} raw events of ${events} events`,
			value: rate,
			unit: 'raw events a second',
			goal: '≥ 25000',
			reference: {
				name: 'the same read and reduced without a database, a second',
				value: await withoutDatabase(),
			},
		},
		{ name: 'until the new tables are in place', value: taken, unit: 's' },
		{ name: 'memory of the command at most', value: last!.megabytes, unit: 'MB', goal: '< 300' },
	],
	'The contract’s own histories, each copied as an event of its own, in a database that is durable as in production. The second of two runs: the first has no rows to compare with.',
);
await cluster.stop();
process.exit();

type Ran = { report: ReindexReport; megabytes: number };

/** `npm run reindex -- --json` in a process of its own. */
async function command(url: string): Promise<Ran> {
	const env = { ...process.env, DATABASE_OWNER_URL: url };
	const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const [, ...args] = scripts.reindex.split(' ');
	const child = spawn(process.execPath, ['--no-warnings', ...args, '--json'], { env, cwd: root });
	let [output, kilobytes] = ['', 0];
	child.stdout.on('data', (chunk) => (output += chunk));
	child.stderr.pipe(process.stderr);
	const watch = setInterval(() => {
		kilobytes = Math.max(kilobytes, mostKilobytes(child.pid!));
	}, 50);
	await once(child, 'close');
	clearInterval(watch);
	return { report: JSON.parse(output) as ReindexReport, megabytes: kilobytes / 1024 };
}

/** The most memory that a process had so far; 0 where the system does not say it. */
function mostKilobytes(pid: number): number {
	try {
		return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}

/** Raw events a second from their bytes to rows in memory. */
async function withoutDatabase(): Promise<number> {
	const lists = [...copiedEvents(Math.min(rawEvents, 30_000))];
	const begun = performance.now();
	for (const [i, list] of lists.entries()) {
		const known = { network: passphrase, registry, announced: i, announcedLedger: 1, heads: new Map() };
		const { facts } = readFacts(list, known);
		for (const model of models) {
			const state = await model.load(undefined as never, nothingTouched);
			for (const fact of facts) reduce(model, state, fact);
			model.rows(state);
		}
	}
	return lists.flat().length / seconds(begun);
}

/** By COPY: what a follower would have stored of them. */
async function store(url: string): Promise<void> {
	const sql = postgres(url, { max: 2, onnotice: () => {} });
	const [events, ledgers] = [
		await sql`copy chain.raw_events (id, ledger, tx_hash, op, index, contract, topics, value) from stdin`.writable(),
		await sql`copy chain.ledgers (sequence, hash, previous_hash, closed_at, event_count, digest, proven) from stdin`.writable(),
	];
	const hash = (n: number) => n.toString(16).padStart(64, 'a');
	for (const list of copiedEvents(rawEvents)) {
		let text = '';
		for (const e of list)
			text += `${[e.id, e.ledger, e.txHash, 0, 0, e.contractId, `{${e.topic.join()}}`, e.value].join('\t')}\n`;
		let rows = '';
		for (const [ledger, of] of Map.groupBy(list, (e) => e.ledger))
			rows += `${[
				ledger,
				hash(ledger),
				hash(ledger - 1),
				of[0]!.ledgerClosedAt,
				of.length,
				digestOf(of),
				true,
			].join('\t')}\n`;
		if (!events.write(text)) await once(events, 'drain');
		if (!ledgers.write(rows)) await once(ledgers, 'drain');
	}
	for (const stream of [events, ledgers]) {
		stream.end();
		await once(stream, 'finish');
	}
	await sql.unsafe('analyze chain.raw_events');
	await sql.end();
}
