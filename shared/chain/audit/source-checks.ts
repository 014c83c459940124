import { type AuditCheck, equal, none } from './check.ts';
import type { CheckName } from './check-sentences.ts';
import type { EventProofs } from './event-proofs.ts';
import type { Evidence } from './evidence.ts';
import { isFresh } from './newest-ledger.ts';
import { differing, type LedgerHashes } from './second-source.ts';
import type { ProvenLedger } from './verify-proof.ts';

/**
 * What other sources say of the ledger that holds the newest event, and a second one of the state. Empty where none
 * was asked. A file's state is only stated: there the ledger of the newest event in the log is compared, too. A node
 * that has dropped a file's ledger by its own word contradicts nothing: it is no source, and no difference.
 */
export function sourceChecks(
	evidence: Evidence,
	{ newest, logged }: Pick<EventProofs, 'newest' | 'logged'>,
): AuditCheck[] {
	const { file, source, second } = evidence;
	const named = [
		...(file?.ledgers ? keptLedgers('ledger_kept', [newest, logged], file.ledgers) : []),
		...(file?.nodes.length
			? [none('file_complete', [...new Set(file.nodes.flatMap((node) => node.differences))])]
			: []),
	];
	if (!source.anchorUrl) return named;
	if (!second) return [...named, none('second_answers', ['no answer'])];
	return [
		...named,
		...(file
			? keptLedgers('second_ledger', [newest, logged], second.ledgers)
			: [sameLedger('second_ledger', newest, second.ledgers)]),
		...(second.entries ? [none('second_same_state', differing(evidence))] : []),
		isFresh('second_fresh', second.closedAt, second.readAt, source.passphrase),
	];
}

/** One check of what the node still has: the first that fails, if one does. */
function keptLedgers(name: CheckName, proved: (ProvenLedger | null)[], ledgers: LedgerHashes): AuditCheck[] {
	const kept = proved.filter((ours) => !ours || ledgers.get(ours.ledger) !== 'gone');
	const checks = kept.map((ours) => sameLedger(name, ours, ledgers));
	return [checks.find(({ ok }) => !ok) ?? checks[0]].filter((check) => check !== undefined);
}

function sameLedger(name: CheckName, newest: ProvenLedger | null, ledgers: LedgerHashes): AuditCheck {
	const theirs = newest && ledgers.get(newest.ledger);
	const lacking = theirs === 'gone' ? 'it no longer has that ledger' : 'it does not give that ledger';
	const given = theirs === 'gone' ? null : theirs;
	const found = newest ? (given ?? lacking) : 'no proof here to compare with';
	return equal(name, newest ?? 'the ledger of the newest event', found);
}
