import { existsSync, readFileSync, statSync } from 'node:fs';
import { clearLine, cursorTo } from 'node:readline';
import { passaTopic } from '#indexer/indexer.ts';
import { rpcSource } from '#indexer/ingest/rpc-source.ts';
import type { Anchors } from '#indexer/reindex/anchor-ledgers.ts';
import { reducersHash } from '#indexer/reindex/reducers-hash.ts';
import {
	type RawSource,
	type ReindexProgress,
	type ReindexReport,
	reindex,
} from '#indexer/reindex/reindex.ts';
import { PassaError } from '#shared/errors.ts';
import { namedArchives } from './audit/named-archives.ts';
import { fileErrorReason } from './file-error-reason.ts';
import { readFlags } from './flags.ts';
import { passaFile, readPassaFile } from './passa-file.ts';
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
 * of ledgers has (SEP-54). Ledgers that only an evidence file knows are compared with `--archive`, once or several times, or
 * STELLAR_ARCHIVE_URLS, and with the node; those that nobody confirms are UNANCHORED: anybody may have written them. Takes the database of `--data`, or DATABASE_OWNER_URL. Says which live rows were wrong; exits
 * with 2 where raw events are damaged, whose events keep their rows.
 */
await runScript(async () => {
	const { data, from, json, archive } = readFlags({
		from: { type: 'string', default: 'raw' },
		archive: { type: 'string', multiple: true },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const source = sourceOf(from, data, archive);
	const show = process.stderr.isTTY && !json ? showProgress : undefined;
	const reducers = reducersHash();
	const report = await reindex({ ownerUrl: ownerUrlOf(data), reducers, from: source, onProgress: show });
	if (show) clearProgress();
	console.log(json ? JSON.stringify(report) : asText(report));
	if (report.kept.length > 0) process.exitCode = exitOfDamage;
});

function sourceOf(from: string, data: string, archive: string[] | undefined): RawSource | undefined {
	const isFile = from !== 'raw' && from !== 'rpc' && !isFolder(from);
	if (archive && !isFile)
		throw new PassaError(
			'FLAGS_INVALID',
			'--archive confirms the ledgers of an evidence file: --from <file>',
		);
	if (from === 'raw') return undefined;
	if (from === 'rpc') {
		const url = process.env.STELLAR_RPC_URL ?? readPassaFile(data).rpc;
		return {
			rpc: rpcSource(url, passaTopic, { timeout: rpcTimeout, limit: eventsAPage }),
			topic: passaTopic,
		};
	}
	try {
		if (!isFile) return { folder: from, topic: passaTopic };
		return { evidence: readFileSync(from, 'utf8'), anchors: anchorsOf(data, archive) };
	} catch (cause) {
		if (cause instanceof PassaError) throw cause;
		const why = `--from must be raw, rpc, an evidence file or a folder of ledgers; cannot read ${from}: ${fileErrorReason(cause, 'read')}`;
		throw new PassaError('EVIDENCE_UNREADABLE', why, { cause });
	}
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Without a node and without an archive a file is read, too: that is what it is for. */
function anchorsOf(data: string, archive: string[] | undefined): Anchors {
	const { STELLAR_RPC_URL: node, STELLAR_ARCHIVE_URLS: configured } = process.env;
	const named = archive ?? configured?.split(',').flatMap((each) => each.trim() || []);
	const running = node === undefined && existsSync(passaFile(data)) ? readPassaFile(data).rpc : null;
	return { archives: namedArchives(named), rpcUrl: node ?? running };
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

function importedText(imported: NonNullable<ReindexReport['imported']>): string[] {
	const { no, rawEvents, ledgers, anchored, unanchored, faults } = imported;
	const shown = unanchored.slice(0, mostShown).join(', ');
	const more = unanchored.length > mostShown ? ` and ${unanchored.length - mostShown} more` : '';
	return [
		rawEvents === 0
			? `event ${no}: the file has nothing that the index lacks`
			: `event ${no}: ${rawEvents} raw events of ${ledgers} ledgers came from the file`,
		...(anchored > 0 ? [`  anchored: ${anchored} of these ledgers are the same elsewhere`] : []),
		...(unanchored.length > 0
			? [
					`  UNANCHORED: only the file knows ${unanchored.length} of these ledgers, and anybody may have written it (--archive <url or folder> asks a history archive): ${shown}${more}`,
				]
			: []),
		...faults.map((each) => `  ${each}`),
	];
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
		...(imported ? importedText(imported) : []),
		...(reread ? rereadText(reread) : []),
		`${rawEvents} raw events of ${events} events in ${seconds.toFixed(1)} s, ${rate} a second`,
		...Object.entries(digests).map(([table, digest]) => `  ${table.padEnd(10)} ${digest}`),
		wrong.length === 0
			? 'every live row was as its raw events say'
			: wrong.length === 1
				? '1 difference, which is gone now:'
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
