import { PassaError } from '#shared/errors.ts';
import { type Entry, entriesAt } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { fetchLedger } from './fetch-proofs.ts';
import { readNewestLedger } from './newest-ledger.ts';
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
		return { entries: found, closedAt: (await readNewestLedger(anchorUrl)).closedAt, ledgers: hashes };
	} catch (error) {
		const { code, message, detail } = error as RpcError;
		throw new PassaError(code, `the second source: ${message}`, { cause: error, detail });
	}
}

/** An entry that two sources are compared by. */
export type Compared = { name: string; key: string; xdr: string | undefined };

/** The names of the entries that both sources do not have alike. */
export const differing = (evidence: { compared: Compared[]; second: SecondSource | null }): string[] => {
	const { compared, second } = evidence;
	return compared
		.filter(({ key, xdr }) => second && second.entries.get(key)?.xdr !== xdr)
		.map(({ name }) => name);
};
