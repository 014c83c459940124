import { readFileSync, statSync } from 'node:fs';
import { clearLine, cursorTo } from 'node:readline';
import { passaTopic } from '#indexer/indexer.ts';
import { rpcSource } from '#indexer/ingest/rpc-source.ts';
import { reducersHash } from '#indexer/reindex/reducers-hash.ts';
import {
	type RawSource,
	type ReindexProgress,
	type ReindexReport,
	reindex,
} from '#indexer/reindex/reindex.ts';
import { PassaError } from '#shared/errors.ts';
import { fileErrorReason } from './file-error-reason.ts';
import { readFlags } from './flags.ts';
import { readPassaFile } from './passa-file.ts';
import { urlsOf } from './postgres/roles.ts';
import { runScript } from './run-script.ts';

const exitOfDamage = 2;
const mostShown = 20;
const rpcTimeout = 10_000;
const eventsAPage = 1000;

/**
 * `npm run reindex`: makes all rows of the indexer's read models again from its stored raw events, beside the live ones, and
 * swaps them while it serves. `--from <evidence file>` stores the raw events of that file first: so an event comes back whose raw
 * events are lost or damaged, and that no node has any more. `--from rpc` reads again what the node still has, `--from <folder>` what an archive
 * of ledgers has (SEP-54). Takes the database of `--data`, or DATABASE_OWNER_URL. Says which live rows were wrong; exits
 * with 2 where raw events are damaged, whose events keep their rows.
 */
await runScript(async () => {
	const { data, from, json } = readFlags({
		from: { type: 'string', default: 'raw' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const source = sourceOf(from, data);
	const show = process.stderr.isTTY && !json ? showProgress : undefined;
	const reducers = reducersHash();
	const report = await reindex({ ownerUrl: ownerUrlOf(data), reducers, from: source, onProgress: show });
	if (show) clearProgress();
	console.log(json ? JSON.stringify(report) : asText(report));
	if (report.kept.length > 0) process.exitCode = exitOfDamage;
});

function sourceOf(from: string, data: string): RawSource | undefined {
	if (from === 'raw') return undefined;
	if (from === 'rpc') {
		const url = process.env.STELLAR_RPC_URL ?? readPassaFile(data).rpc;
		return {
			rpc: rpcSource(url, passaTopic, { timeout: rpcTimeout, limit: eventsAPage }),
			topic: passaTopic,
		};
	}
	try {
		if (statSync(from).isDirectory()) return { folder: from, topic: passaTopic };
		return { evidence: readFileSync(from, 'utf8') };
	} catch (cause) {
		const why = `--from must be raw, rpc, an evidence file or a folder of ledgers; cannot read ${from}: ${fileErrorReason(cause)}`;
		throw new PassaError('EVIDENCE_UNREADABLE', why, { cause });
	}
}

function ownerUrlOf(data: string): string {
	const { DATABASE_OWNER_URL: given } = process.env;
	if (given) return given;
	const { database } = readPassaFile(data);
	if (!database) throw new PassaError('FLAGS_INVALID', `${data} names no database: set DATABASE_OWNER_URL`);
	const { hostname, port, pathname, password } = new URL(database);
	return urlsOf(hostname, Number(port), pathname.slice(1), password, 'indexer').owner;
}

function showProgress({ pass, rebuilt, due }: ReindexProgress): void {
	clearProgress();
	process.stderr.write(`pass ${pass}: ${rebuilt} of ${due} raw events`);
}

function clearProgress(): void {
	clearLine(process.stderr, 0);
	cursorTo(process.stderr, 0);
}

function importedText({ no, rawEvents, ledgers }: NonNullable<ReindexReport['imported']>): string {
	return `event ${no}: ${rawEvents} raw events of ${ledgers} ledgers came from the file`;
}

function rereadText({ ledgers, from, to, differences }: NonNullable<ReindexReport['reread']>): string[] {
	return [
		`${ledgers} ledgers from ${from} to ${to} were read again: ${differences.length} differences`,
		...differences.slice(0, mostShown).map((each) => `  ${each}`),
	];
}

function asText({
	imported,
	reread,
	events,
	rawEvents,
	seconds,
	rate,
	differences,
	documents,
	kept,
	digests,
}: ReindexReport): string {
	const wrong = [...differences.flatMap(({ checks }) => checks), ...documents];
	const lines = [
		...(imported ? [importedText(imported)] : []),
		...(reread ? rereadText(reread) : []),
		`${rawEvents} raw events of ${events} events in ${seconds.toFixed(1)} s, ${rate} a second`,
		...Object.entries(digests).map(([table, digest]) => `  ${table.padEnd(10)} ${digest}`),
		wrong.length === 0
			? 'every live row was as its raw events say'
			: `${wrong.length} differences, which are gone now:`,
		...wrong
			.slice(0, mostShown)
			.map(({ name, expected, found }) => `  ${name}: ${found} instead of ${expected}`),
		...(wrong.length > mostShown ? [`  and ${wrong.length - mostShown} more: --json has them`] : []),
		...kept.map(
			({ no, faults }) => `event ${no} keeps its rows, since its raw events are damaged: ${faults[0]}`,
		),
	];
	return lines.join('\n');
}
