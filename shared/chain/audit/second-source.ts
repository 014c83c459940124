import { PassaError } from '#shared/errors.ts';
import { type Entry, entriesAt, type RpcError } from '../rpc.ts';
import { type Check, equal, none } from './check.ts';
import type { Evidence } from './collect-evidence.ts';
import { fetchLedger } from './fetch-proof.ts';
import { isFresh, readTip } from './tip.ts';
import type { ProvenLedger } from './verify-proof.ts';

/** What the second source has. */
export type SecondSource = {
	entries: Map<string, Entry>;
	/** The Unix second its newest ledger closed. */
	closedAt: bigint;
	/** By number, those of `proofs`; null where it does not give one. */
	ledgers: Map<number, ProvenLedger | null>;
};

/** Reads the entries of these keys and these ledgers. Throws RpcError. */
export async function readSecondSource(
	anchorUrl: string,
	keys: string[],
	ledgers: number[],
): Promise<SecondSource> {
	try {
		const { found } = await entriesAt(anchorUrl, keys);
		const hashes = new Map<number, ProvenLedger | null>();
		for (const ledger of ledgers) hashes.set(ledger, await fetchLedger(anchorUrl, ledger));
		return { entries: found, closedAt: (await readTip(anchorUrl)).closedAt, ledgers: hashes };
	} catch (error) {
		const { code, message, detail } = error as RpcError;
		throw new PassaError(code, `the second source: ${message}`, { cause: error, detail });
	}
}

type Compared = Pick<Evidence, 'compared' | 'second'>;

/** The names of the entries that both sources do not have alike. */
export const differing = ({ compared, second }: Compared): string[] =>
	compared.filter(({ key, xdr }) => second && second.entries.get(key)?.xdr !== xdr).map(({ name }) => name);

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
		isFresh('the second source is up to date', second.closedAt, readAt),
	];
}
