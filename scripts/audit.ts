import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonValue } from '#shared/as-text.ts';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence, type Evidence, type Source } from '#shared/chain/audit/collect-evidence.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { askIndexer, indexerChecks } from './audit/indexer-checks.ts';
import { asCsv, asTable } from './audit/print.ts';
import { readEventList } from './audit/read-event-list.ts';
import { readDeployment } from './deploy/deployment.ts';
import { fileErrorReason } from './file-error-reason.ts';
import { readFlags } from './flags.ts';
import { passaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { root } from './wasm/artifacts.ts';

const exitOfDifference = 2;
const tries = 5;

/**
 * `npm run audit`: reads only the RPC, recomputes every entitlement and payout, and exits ≠ 0 on any difference.
 * `--save` writes the events to a file. `--events` reads them from there, where an RPC no longer has them. `--anchor`
 * is a second RPC, from which only ledger hashes are read.
 */
await runScript(async () => {
	const flags = readFlags({
		event: { type: 'string' },
		rpc: { type: 'string' },
		anchor: { type: 'string' },
		events: { type: 'string' },
		save: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
		csv: { type: 'boolean', default: false },
	});
	if (!flags.event) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	if (flags.json && flags.csv)
		throw new PassaError('FLAGS_INVALID', '--json and --csv are two forms: choose one');
	const deployment = readDeployment(flags.data);
	if (!deployment)
		throw new PassaError(
			'NOT_DEPLOYED',
			`there is no deployment in ${flags.data}: npm run deploy, or npm start`,
		);
	const { passphrase, registry, usdc, sinceLedger, eventWasm } = deployment;
	const running = flags.rpc && !existsSync(passaFile(flags.data)) ? null : readPassaFile(flags.data);
	const source = {
		rpcUrl: flags.rpc ?? running!.rpc,
		...(flags.anchor ? { anchorUrl: flags.anchor } : {}),
		...(flags.events ? { events: (await readEventList(flags.events)) as RawEvent[] } : {}),
		...{ passphrase, registry, usdc, sinceLedger },
	};
	const manifest = JSON.parse(readFileSync(join(root, 'wasm-manifest.json'), 'utf8'));
	const known = [...new Set([manifest.event.sha256 as string, eventWasm])];
	const { evidence, result } = await examine(source, flags.event, known, running?.indexer);
	if (flags.save) save(flags.save, evidence.kept);
	const show = flags.json ? asJson : flags.csv ? asCsv : asTable;
	console.log(show(result, evidence));
	if (!result.green) process.exitCode = exitOfDifference;
});

/** The audit's result, compared with the indexer where one runs. */
async function examine(source: Source, wanted: string, known: string[], indexer: string | undefined) {
	for (let attempt = 1; ; attempt++) {
		const evidence = await collectEvidence(source, wanted).catch(adviseList);
		const result = audit(evidence, known);
		if (!indexer) return { evidence, result };
		const view = await askIndexer(indexer, evidence.announcement.event, evidence.ledger);
		// A sale between the two readings makes them differ: read again.
		if (view && BigInt(view.n) > evidence.state.counters.n && attempt < tries) continue;
		const checks = [...result.checks, ...indexerChecks(view, evidence, result)];
		return { evidence, result: { ...result, checks, green: checks.every((c) => c.ok) } };
	}
}

function save(file: string, events: RawEvent[]): void {
	try {
		writeFileSync(file, `${JSON.stringify(events, null, '\t')}\n`);
	} catch (cause) {
		throw new PassaError('FILE_UNWRITABLE', `cannot save events in ${file}: ${fileErrorReason(cause)}`, {
			cause,
		});
	}
}

function asJson(result: Audit, { announcement, state }: Evidence): string {
	const { no, event } = announcement;
	const whole = { no, event, name: state.terms.name, ...result };
	return JSON.stringify(whole, jsonValue);
}

function adviseList(error: PassaError): never {
	if (error.code !== 'HISTORY_CUT') throw error;
	const advice = 'give them with --events <file or url>, or ask an RPC that keeps all history with --rpc';
	throw new PassaError(error.code, `${error.message}; ${advice}`, { cause: error });
}
