import { checkpointOf } from '../archive/checkpoints.ts';
import { type AuditCheck, none } from './check.ts';
import type { EventProofs } from './event-proofs.ts';
import type { AuditedArchive, Evidence } from './evidence.ts';
import { timeText } from './newest-ledger.ts';
import { hasDropped, type LedgerHashes } from './second-source.ts';
import type { ProvenLedger } from './verify-proof.ts';

/** What a history archive says of the ledger that holds the newest event. */
export type ArchiveAnswer = {
	name: string;
	/**
	 * `copy`: it agrees, and its files are those of `copyOf`, so it is no further source. `unknown`: it does not give the
	 * ledger, or there is no proof to compare with; `fault` says why where the archive is why.
	 */
	state: 'agrees' | 'copy' | 'differs' | 'unknown';
	copyOf: string | null;
	fault: AuditedArchive['fault'];
	/**
	 * The checkpoint whose file holds the ledger, and how many ledgers later it is: each header names the one before
	 * it.
	 */
	checkpoint: number;
	follows: number;
};

/** Which sources name the ledger that holds the newest event. */
export type Anchor = {
	/** Null without a proof that holds. `closedAt` in ISO 8601. */
	ledger: { ledger: number; hash: string; closedAt: string } | null;
	/** How many sources name it; 0 where its proof could not be read, or none was asked. */
	sources: number;
	archives: ArchiveAnswer[];
};

type Proved = Pick<EventProofs, 'newest' | 'logged'>;

/**
 * A node that gave the evidence is a source; a file is none, because nobody knows who wrote it. `checks` are those of
 * nodes and archives: where one of them fails, only the node that was asked first still names the ledger.
 */
export function anchorOf(evidence: Evidence, proofs: Proved, checks: AuditCheck[]): Anchor {
	const { newest } = proofs;
	const archives = newest ? evidence.archives.map((archive) => answerOf(archive, proofs, newest)) : [];
	const shown = newest && { ledger: newest.ledger, hash: newest.hash, closedAt: timeText(newest.closedAt) };
	return { ledger: shown, sources: sourcesThatName(evidence, proofs, archives, checks), archives };
}

function sourcesThatName(
	evidence: Evidence,
	{ newest }: Proved,
	archives: ArchiveAnswer[],
	checks: AuditCheck[],
): number {
	if (newest === null) return 0;
	const { file, second } = evidence;
	const confirms = (ledgers: LedgerHashes | null) => ledgers !== null && !hasDropped(evidence, ledgers);
	const asked = !file || confirms(file.ledgers) ? 1 : 0;
	if (!checks.every((c) => c.ok)) return file ? 0 : asked;
	return (
		asked +
		(second && confirms(second.ledgers) ? 1 : 0) +
		archives.filter(({ state }) => state === 'agrees').length
	);
}

/**
 * It agrees where it has the newest event's ledger, and that of the newest event in the log: a later event proves
 * nothing of the log.
 */
function answerOf(archive: AuditedArchive, { logged }: Proved, newest: ProvenLedger): ArchiveAnswer {
	const { name, fault, copyOf } = archive;
	const wanted = [newest, logged].map((ours) => ours && { ours, theirs: archive.ledgers.get(ours.ledger) });
	const differs = wanted.some((each) => each?.theirs && each.theirs.hash !== each.ours.hash);
	const agrees = wanted.every((each) => each?.theirs?.hash === each?.ours.hash && each?.theirs);
	const checkpoint = checkpointOf(newest.ledger);
	return {
		name,
		state: differs ? 'differs' : agrees ? (copyOf === null ? 'agrees' : 'copy') : 'unknown',
		copyOf,
		fault,
		checkpoint,
		follows: checkpoint - newest.ledger,
	};
}

/**
 * An archive that has another ledger than the evidence. One that gives none differs in nothing: it is no source, and
 * the label says so. Empty where no archive gives a ledger.
 */
export function archiveChecks({ archives }: Evidence, { newest, logged }: Proved): AuditCheck[] {
	const ours = [newest, logged].filter((each) => each !== null);
	const compared = archives.flatMap(({ name, ledgers }) =>
		ours.flatMap((each) => {
			const theirs = ledgers.get(each.ledger);
			return theirs ? [{ name, ours: each, theirs }] : [];
		}),
	);
	if (compared.length === 0) return [];
	const other = compared.filter((each) => each.theirs.hash !== each.ours.hash);
	const named = other.map(({ name, ours, theirs }) => `ledger ${ours.ledger} is ${theirs.hash} at ${name}`);
	return [none('archive_ledger', [...new Set(named)])];
}
