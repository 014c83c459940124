import { type Check, equal, none } from './check.ts';
import type { Evidence } from './collect-evidence.ts';
import { isFresh } from './newest-ledger.ts';
import { differing } from './second-source.ts';
import type { ProvenLedger } from './verify-proof.ts';

/** Holds where the second source has the same state and the same ledgers. Empty where none was asked for. */
export function secondSourceChecks(evidence: Evidence, newest: ProvenLedger | null): Check[] {
	const { source, second, readAt } = evidence;
	if (!source.anchorUrl) return [];
	if (!second) return [none('a second source answers', ['no answer'])];
	const theirs = newest && second.ledgers.get(newest.ledger);
	const found = newest ? (theirs ?? 'it does not give that ledger') : 'no proof here to compare with';
	return [
		equal('two sources name the same ledger', newest ?? 'the ledger of the newest event', found),
		none('entries that two sources hold differently', differing(evidence)),
		isFresh('the second source is up to date', second.closedAt, readAt, source.passphrase),
	];
}
