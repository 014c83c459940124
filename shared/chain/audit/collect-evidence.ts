import { isLogged } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { decodeAnnouncement } from '../events/announcements.ts';
import { entriesAt } from '../rpc.ts';
import { checkNetwork, urlsOf } from '../rpc-nodes.ts';
import { withArchives } from './archives.ts';
import {
	type DecodeEvidenceError,
	decodeEvidence,
	decodeLog,
	type Evidence,
	entryKeysOf,
} from './evidence.ts';
import { fetchProofs } from './fetch-proofs.ts';
import { assertIndependent, type IndependenceError, type Lookup } from './independent-source.ts';
import { readNewestLedger } from './newest-ledger.ts';
import { type ReadLogError, readAnnouncement, readLog } from './read-log.ts';
import type { Readings } from './readings.ts';
import { differing, provedLedgers, readSecondSource } from './second-source.ts';
import { readSellersMoney } from './sellers-money.ts';
import { type ResolvedSource, type ResolveSourceError, resolveSource, type Source } from './source.ts';

const pauseMs = 200;
const usualPatience = 15_000;
const usualProofs = 20;

export type CollectEvidenceError =
	| ReadLogError
	| ResolveSourceError
	| DecodeEvidenceError
	| IndependenceError
	| PassaError<'AUDIT_UNSETTLED'>;

/**
 * Reads until events and entries cover the same ledger, so that a sale between two reads makes no difference. A
 * second source is read until it agrees too, or patience ends: the audit then shows what differs. History archives
 * are read once, at last. `lookup` finds a host's addresses. Throws CollectEvidenceError.
 */
export async function collectEvidence(given: Source, wanted: string, lookup?: Lookup): Promise<Evidence> {
	try {
		return await collect(given, wanted, lookup);
	} catch (error) {
		if ((error as PassaError).code !== 'HISTORY_CUT' || !given.keptEvents || given.events) throw error;
		const events = await given.keptEvents(wanted).catch(() => null);
		if (!events) throw error;
		return { ...(await collect({ ...given, events }, wanted, lookup)), kept: true };
	}
}

async function collect(given: Source, wanted: string, lookup?: Lookup): Promise<Evidence> {
	if (given.anchorUrl) {
		await assertIndependent(given.rpcUrl, given.anchorUrl, lookup);
		await checkNetwork({ rpcUrl: given.anchorUrl, passphrase: given.passphrase });
	}
	const source = await resolveSource(given, wanted);
	const announced = await readAnnouncement(source, wanted);
	const until = Date.now() + (source.patience ?? usualPatience);
	for (;;) {
		const evidence = await readOnce(source, announced);
		const over = Date.now() >= until;
		if (evidence && (over || differing(evidence).length === 0))
			return withArchives(evidence, source.archives ?? [], urlsIn(source), lookup);
		if (over) break;
		await new Promise((done) => setTimeout(done, pauseMs));
	}
	throw new PassaError('AUDIT_UNSETTLED', 'the event changes faster than it can be read; try again');
}

const urlsIn = ({ rpcUrl, anchorUrl }: Source): string[] => [rpcUrl, anchorUrl ?? ''].flatMap(urlsOf);

/** Null where events and entries do not cover the same ledger. */
async function readOnce(source: ResolvedSource, announced: RawEvent): Promise<Evidence | null> {
	const { rpcUrl, versions, passphrase, registry, registryNamed, usdc } = source;
	const read = { passphrase, registry, registryNamed, usdc };
	const { event } = decodeAnnouncement(announced, registry);
	const { raw, moves, ledger } = await readLog(source, event);
	const log = decodeLog({ source: read, announced, raw }, versions);
	const { found, latestLedger } = await entriesAt(rpcUrl, entryKeysOf(read, log));
	const entries = [...found.values()];
	const newest = entries.reduce((n, e) => Math.max(n, e.lastModifiedLedgerSeq), 0);
	if (newest > ledger || latestLedger < ledger) return null;
	const paid = await readSellersMoney(source, event, raw, log.replayed?.movements ?? []);
	const latest = await readNewestLedger(rpcUrl);
	// Another node may have answered, which is behind.
	if (latest.ledger < ledger) return null;
	const logged = raw[log.events.findLastIndex(isLogged)]?.ledger ?? null;
	const readings: Readings = {
		...{ source: read, announced, raw, moves: [...moves, ...paid], ledger, entries },
		...{ newestLedger: latest.ledger, closedAt: latest.closedAt, readAt: Date.now() },
		proofs: await fetchProofs(rpcUrl, raw, source.proveLedgers ?? usualProofs, logged, source.keptProof),
		...{ code: null, document: null },
	};
	return withSecond(decodeEvidence(readings, versions), source.anchorUrl);
}

/** The evidence beside what a second source has now. Throws RpcError. */
async function withSecond(evidence: Evidence, anchorUrl: string | undefined): Promise<Evidence> {
	if (!anchorUrl) return evidence;
	const keys = evidence.compared.map((c) => c.key);
	const second = await readSecondSource(anchorUrl, keys, provedLedgers(evidence));
	return { ...evidence, source: { ...evidence.source, anchorUrl }, second };
}
