import { writeFileSync } from 'node:fs';
import { jsonValue } from '#shared/as-text.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence, type Evidence } from '#shared/chain/audit/collect-evidence.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { type ComparedAudit, compareWithIndexer } from './audit/compare-with-indexer.ts';
import { asCsv, asTable } from './audit/print.ts';
import { addressesOf, readSource } from './audit/read-source.ts';
import { fileErrorReason } from './file-error-reason.ts';
import { readFlags } from './flags.ts';
import { runScript } from './run-script.ts';

const exitOfDifference = 2;

/**
 * `npm run audit`: reads only the RPC, recomputes every entitlement and payout, and exits ≠ 0 on any difference. With
 * `--rpc`, `--network` and `--event C…` it needs no data folder. `--anchor` is a second RPC, which must hold the same
 * state and ledgers. `--save` writes the events to a file; `--events` adds them to those that an RPC still has.
 * `--prove` says of how many ledgers times and transactions are proved.
 */
await runScript(async () => {
	const flags = readFlags({
		event: { type: 'string' },
		rpc: { type: 'string' },
		network: { type: 'string' },
		registry: { type: 'string' },
		since: { type: 'string' },
		anchor: { type: 'string' },
		events: { type: 'string' },
		prove: { type: 'string' },
		save: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
		csv: { type: 'boolean', default: false },
	});
	if (!flags.event) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	if (flags.json && flags.csv)
		throw new PassaError('FLAGS_INVALID', '--json and --csv are two forms: choose one');
	const { source, indexer } = await readSource(flags);
	const { evidence, result } = await examine(source, flags.event, indexer);
	if (flags.save) save(flags.save, evidence.kept);
	const show = flags.json ? asJson : flags.csv ? asCsv : asTable;
	console.log(show(result, evidence));
	if (!result.green) process.exitCode = exitOfDifference;
});

/** The audit's result, compared with the indexer where one runs. */
async function examine(
	source: Source,
	wanted: string,
	indexer: string | undefined,
): Promise<{ evidence: Evidence; result: ComparedAudit }> {
	const read = async () => {
		const evidence = await collectEvidence(source, wanted, addressesOf).catch(adviseList);
		return { evidence, result: audit(evidence) };
	};
	return indexer ? compareWithIndexer(indexer, read) : read();
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

function asJson(result: ComparedAudit, evidence: Evidence): string {
	const { announcement, state, source, origin } = evidence;
	const { no, event } = announcement;
	const { registry, registryNamed, usdc } = source;
	const whole = {
		...{ no, event, name: state.terms.name, registry, registryNamed, usdc, usdcAsset: origin.asset },
		...result,
		sales: salesOf(evidence),
	};
	return JSON.stringify(whole, jsonValue);
}

function adviseList(error: PassaError): never {
	if (error.code !== 'HISTORY_CUT') throw error;
	const advice = 'give them with --events <file or url>, or ask an RPC that keeps all history with --rpc';
	throw new PassaError(error.code, `${error.message}; ${advice}`, { cause: error });
}
