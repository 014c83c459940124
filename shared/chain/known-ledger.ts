import { PassaError } from '#shared/errors.ts';

/** A closed ledger of our network. Every node of it names this hash there. */
export type KnownLedger = { sequence: number; hash: string };

/** Another history under the same passphrase: a network that was reset, or a private copy. */
export type HistoryError = PassaError<'RPC_WRONG_HISTORY' | 'RPC_BEHIND'>;

/** Nodes are asked for a ledger so far below the newest one: an honest node may lag by a few. */
export const knownDepth = 6;

const resetOrOther = 'was the network reset, or is it another one?';

/** RPC_BEHIND if a node's newest ledger is below the one that is known; else null. */
export function behindOf(origin: string, latest: number, known: KnownLedger | null): HistoryError | null {
	if (!known || latest >= known.sequence) return null;
	const words = `the Stellar RPC at ${origin} is at ledger ${latest}, and ledger ${known.sequence} was read before: it lags, or its network was reset`;
	return new PassaError('RPC_BEHIND', words, { status: 503 });
}

/** RPC_WRONG_HISTORY if a node names another hash for the ledger that is known; else null. */
export function otherHistoryOf(
	origin: string,
	ledgers: KnownLedger[],
	known: KnownLedger,
): HistoryError | null {
	const named = ledgers.find(({ sequence }) => sequence === known.sequence);
	if (!named || named.hash === known.hash) return null;
	const words = `ledger ${known.sequence} is ${named.hash} at the Stellar RPC ${origin}, and was ${known.hash} before: ${resetOrOther}`;
	return new PassaError('RPC_WRONG_HISTORY', words, { status: 503 });
}
