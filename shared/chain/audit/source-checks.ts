import { type AuditCheck, equal, none } from './check.ts';
import type { CheckName } from './check-sentences.ts';
import type { EventProofs } from './event-proofs.ts';
import type { Evidence } from './evidence.ts';
import { isFresh } from './newest-ledger.ts';
import { differing } from './second-source.ts';
import type { ProvenLedger } from './verify-proof.ts';

/**
 * What other sources say of the ledger that holds the newest event, and a second one of the state. Empty where none
 * was asked. A file's state is only stated: there the ledger of the newest event in the log is compared, too.
 */
export function sourceChecks(
	evidence: Evidence,
	{ newest, logged }: Pick<EventProofs, 'newest' | 'logged'>,
): AuditCheck[] {
	const { file, source, second } = evidence;
	const named = [
		...(file?.ledgers ? [keptLedgers(newest, logged, file.ledgers)] : []),
		...(file?.nodes.length
			? [none('file_complete', [...new Set(file.nodes.flatMap((node) => node.differences))])]
			: []),
	];
	if (!source.anchorUrl) return named;
	if (!second) return [...named, none('second_answers', ['no answer'])];
	return [
		...named,
		sameLedger('second_ledger', newest, second.ledgers),
		...(second.entries ? [none('second_same_state', differing(evidence))] : []),
		isFresh('second_fresh', second.closedAt, second.readAt, source.passphrase),
	];
}

function keptLedgers(
	newest: ProvenLedger | null,
	logged: ProvenLedger | null,
	ledgers: Map<number, ProvenLedger | null>,
): AuditCheck {
	const ofNewest = sameLedger('ledger_kept', newest, ledgers);
	return ofNewest.ok ? sameLedger('ledger_kept', logged, ledgers) : ofNewest;
}

function sameLedger(
	name: CheckName,
	newest: ProvenLedger | null,
	ledgers: Map<number, ProvenLedger | null>,
): AuditCheck {
	const theirs = newest && ledgers.get(newest.ledger);
	const found = newest ? (theirs ?? 'it does not give that ledger') : 'no proof here to compare with';
	return equal(name, newest ?? 'the ledger of the newest event', found);
}
