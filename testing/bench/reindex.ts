import { once } from 'node:events';
import postgres from 'postgres';
import { openCheckpoint } from '#indexer/models/checkpoint.ts';
import { digestOf } from '#indexer/models/raw-events.ts';
import { reindex } from '#indexer/reindex/reindex.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { startOwnPostgres } from '../postgres/test-postgres.ts';
import { copiedEvents, passphrase, registry } from './copied-events.ts';
import { report } from './figure.ts';

const rawEvents = Number(process.env.RAW_EVENTS ?? 300_000);

/** All read models of a large index again from its stored raw events, twice: the second time there are rows to compare. */
const cluster = await startOwnPostgres();
const database = await cluster.database();
const { owner, run } = database.urls('indexer');
const { db, close } = openPostgres(run, {});
await openCheckpoint(db, { network: passphrase, registry, startLedger: 1 });
await store(owner);
await close();
let most = 0;
const watch = setInterval(() => {
	most = Math.max(most, process.memoryUsage.rss());
}, 100);
const reports = [];
for (let i = 0; i < 2; i++) {
	const cpu = process.cpuUsage();
	const begun = performance.now();
	const onStep = async (name: string) => {
		if (process.env.STEPS) console.log(name, Math.round(performance.now() - begun), 'ms');
	};
	reports.push(await reindex({ ownerUrl: owner, reducers: 'bench', onStep }));
	const { user, system } = process.cpuUsage(cpu);
	if (process.env.STEPS)
		console.log(
			reports.at(-1)!.seconds,
			(user + system) / 1e6,
			reports.at(-1)!.kept.length,
			reports.at(-1)!.differences.length,
		);
}
clearInterval(watch);
const last = reports.at(-1)!;
report([
	{
		name: `reindex of ${last.rawEvents} raw events of ${last.events} events`,
		value: last.rate,
		unit: 'raw events a second',
	},
	{ name: 'memory of the command at most', value: most / 2 ** 20, unit: 'MB' },
]);
await cluster.stop();
process.exit();

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
