import { type AuditCheck, equal, none } from './check.ts';
import type { Evidence } from './collect-evidence.ts';
import { isFresh } from './newest-ledger.ts';
import { differing } from './second-source.ts';
import type { ProvenLedger } from './verify-proof.ts';

/** Holds where the second source has the same state and the same ledgers. Empty where none was asked for. */
export function secondSourceChecks(evidence: Evidence, newest: ProvenLedger | null): AuditCheck[] {
	const { source, second, readAt } = evidence;
	if (!source.anchorUrl) return [];
	if (!second) return [none('second_answers', ['no answer'])];
	const theirs = newest && second.ledgers.get(newest.ledger);
	const found = newest ? (theirs ?? 'it does not give that ledger') : 'no proof here to compare with';
	return [
		equal('second_ledger', newest ?? 'the ledger of the newest event', found),
		none('second_same_state', differing(evidence)),
		isFresh('second_fresh', second.closedAt, readAt, source.passphrase),
	];
}
