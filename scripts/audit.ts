import type { Archive } from '#shared/chain/archive/archive.ts';
import { withArchives } from '#shared/chain/audit/archives.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { keptBy, keptEventsBy } from '#shared/chain/audit/kept-proofs.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import { urlsOf } from '#shared/chain/rpc-nodes.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { checkArchives } from './audit/check-archives.ts';
import { type ComparedAudit, compareWithIndexer } from './audit/compare-with-indexer.ts';
import { askedAgain, evidenceIn, saveEvidence } from './audit/evidence-file.ts';
import { namedArchives } from './audit/named-archives.ts';
import { asCsv, asJsonLine, asTable } from './audit/print.ts';
import { addressesOf, assertUrls, readSource, type SourceFlags } from './audit/read-source.ts';
import { readFlags } from './flags.ts';
import { runScript } from './run-script.ts';

const exitOfDifference = 2;
const exitOfOldFile = 3;

/**
 * `npm run audit`: reads only the RPC, recomputes every entitlement and payout, and exits ≠ 0 on any difference. With
 * `--rpc`, `--network` and `--event C…` it needs no data folder. `--anchor` is a second RPC, which must hold the same
 * state and ledgers. `--archive` is a history archive, by address or as a folder of its files: where it has the ledgers,
 * they must be the same. `--save` writes an evidence file: `--from` checks it without a network, or with `--rpc` and `--anchor`
 * asks two nodes for its ledgers, and whether the event has
 * changed since: then the file is old, and the code is 3; `--events` adds its events to those that an RPC still has.
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
		archive: { type: 'string', multiple: true },
		events: { type: 'string' },
		prove: { type: 'string' },
		save: { type: 'string' },
		from: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
		csv: { type: 'boolean', default: false },
	});
	if (flags.json && flags.csv)
		throw new PassaError('FLAGS_INVALID', '--json and --csv are two forms: choose one');
	const archives = namedArchives(flags.archive);
	const examined = flags.from
		? await examineFile(flags.from, flags, archives)
		: await examineNow(flags, archives);
	const { evidence } = examined;
	const result = await joinArchives(examined, archives);
	const show = flags.json ? asJson : flags.csv ? asCsv : asTable;
	console.log(show(result, evidence));
	if (!result.green) process.exitCode = exitOfDifference;
	else if (result.current === false) process.exitCode = exitOfOldFile;
});

type Examined = { evidence: Evidence; result: ComparedAudit };
type Flags = SourceFlags & { event?: string | undefined; save?: string | undefined };

/** The audit of what a network has now, compared with the indexer where one runs. */
async function examineNow(flags: Flags, archives: Archive[]): Promise<Examined> {
	const { event } = flags;
	if (!event) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	const { source, indexer, web } = await readSource(flags);
	const kept = indexer ? { keptProof: keptBy(indexer), keptEvents: keptEventsBy(indexer) } : {};
	const asked = { ...source, ...kept, archives };
	const read = async () => {
		const evidence = await collectEvidence(asked, event, addressesOf).catch(adviseList);
		return { evidence, result: audit(evidence) };
	};
	const examined = await (indexer ? compareWithIndexer(indexer, read) : read());
	if (flags.save) await save(flags.save, examined.evidence, source.rpcUrl, web);
	return examined;
}

/**
 * The audit of a file's evidence. A network is asked only with `--rpc` or the address of an archive: for the ledgers that
 * the file names, and a node for what it has of the event now.
 */
async function examineFile(file: string, flags: Flags, archives: Archive[]): Promise<Examined> {
	for (const other of ['event', 'network', 'since', 'events', 'prove', 'save'] as const)
		if (flags[other])
			throw new PassaError(
				'FLAGS_INVALID',
				`--from takes no --${other}: the file names its own event and network`,
			);
	if (flags.anchor && !flags.rpc)
		throw new PassaError('FLAGS_INVALID', '--from with --anchor needs --rpc: two nodes are asked');
	assertUrls(flags);
	const saved = evidenceIn(file, flags.registry);
	const asked = flags.rpc ? await askedAgain(saved, flags.rpc, flags.anchor) : saved;
	const urls = [flags.rpc ?? '', flags.anchor ?? ''].flatMap(urlsOf);
	const evidence = await withArchives(asked, archives, urls, addressesOf);
	return { evidence, result: audit(evidence) };
}

async function joinArchives({ evidence, result }: Examined, archives: Archive[]): Promise<ComparedAudit> {
	const checks = [...result.checks, ...(await checkArchives(evidence, archives, result.anchor))];
	return { ...result, checks, green: checks.every((c) => c.ok) };
}

async function save(
	file: string,
	evidence: Evidence,
	rpcUrl: string,
	web: string | undefined,
): Promise<void> {
	const { metadata_hash, uri } = evidence.state.terms;
	const own = web ? [`${web}/metadata/${hex(metadata_hash)}.json`] : [];
	const lacking = await saveEvidence(file, evidence, rpcUrl, [...own, uri]);
	console.error(`saved the evidence in ${file}${lacking.map((each) => `, without ${each}`).join('')}`);
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
	return asJsonLine(whole);
}

function adviseList(error: PassaError): never {
	if (error.code !== 'HISTORY_CUT') throw error;
	const advice = 'give them with --events <file or url>, or ask an RPC that keeps all history with --rpc';
	throw new PassaError(error.code, `${error.message}; ${advice}`, { cause: error });
}
