import { isLogged, type PassaEvent } from '#shared/contract/passa-event.ts';
import { PassaError } from '#shared/errors.ts';
import { call, type Entry, entriesAt } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { fetchLedger } from './fetch-proofs.ts';
import { readNewestLedger } from './newest-ledger.ts';
import type { Readings } from './readings.ts';
import type { ProvenLedger } from './verify-proof.ts';

/**
 * Ledgers by number, as a node names them. `gone`: by its own word it keeps only later ones. Null: it does not give one that
 * it should have.
 */
export type LedgerHashes = Map<number, ProvenLedger | 'gone' | null>;

/** What the second source has. */
export type SecondSource = {
	/** Null where only ledgers are compared. */
	entries: Map<string, Entry> | null;
	/** The Unix second its newest ledger closed. */
	closedAt: bigint;
	/** When it was read, in milliseconds by this machine's clock. */
	readAt: number;
	/** By number, those of `proofs`. */
	ledgers: LedgerHashes;
};

/**
 * Reads these ledgers, and the entries of these keys. `keys` null: the evidence is older than what a network has now,
 * so only ledgers are compared. Throws RpcError.
 */
export async function readSecondSource(
	anchorUrl: string,
	keys: string[] | null,
	wanted: number[],
): Promise<SecondSource> {
	try {
		const entries = keys && (await entriesAt(anchorUrl, keys)).found;
		const ledgers = await readLedgerHashes(anchorUrl, wanted);
		const { closedAt } = await readNewestLedger(anchorUrl);
		return { entries, closedAt, readAt: Date.now(), ledgers };
	} catch (error) {
		const { code, message, detail } = error as RpcError;
		throw new PassaError(code, `the second source: ${message}`, { cause: error, detail });
	}
}

/** Ledgers as an RPC names them. Throws RpcError. */
export async function readLedgerHashes(rpcUrl: string, wanted: number[]): Promise<LedgerHashes> {
	const ledgers: LedgerHashes = new Map();
	for (const ledger of wanted) ledgers.set(ledger, await fetchLedger(rpcUrl, ledger));
	const lacking = [...ledgers].filter(([, found]) => found === null);
	if (lacking.length === 0) return ledgers;
	const oldest = await call(rpcUrl, 'getHealth').then(
		(health) => health.oldestLedger,
		() => 0,
	);
	for (const [ledger] of lacking) if (ledger < oldest) ledgers.set(ledger, 'gone');
	return ledgers;
}

/** Whether a node has dropped a ledger that it would have to confirm. */
export const hasDropped = (
	evidence: Parameters<typeof newestLedgers>[0],
	ledgers: LedgerHashes | null | undefined,
): boolean => newestLedgers(evidence).some((ledger) => ledgers?.get(ledger) === 'gone');

/** The ledgers whose events have a proof. */
export function provedLedgers({ raw, proofs }: Pick<Readings, 'raw' | 'proofs'>): number[] {
	const proved = new Set(proofs.filter((p) => p.proof !== null).map((p) => p.id));
	return [...new Set(raw.filter((e) => proved.has(e.id)).map((e) => e.ledger))];
}

/** The ledgers of the newest event and of the newest one in the log, as far as there are proofs to compare with. */
export function newestLedgers(
	evidence: Pick<Readings, 'raw' | 'proofs'> & { events: PassaEvent[] },
): number[] {
	const { raw, events } = evidence;
	const proved = provedLedgers(evidence);
	const ofEvents = [raw.at(-1), raw[events.findLastIndex(isLogged)]].flatMap((e) => (e ? [e.ledger] : []));
	return [...new Set(ofEvents)].filter((ledger) => proved.includes(ledger));
}

/** An entry that two sources are compared by. */
export type ComparedEntry = { name: string; key: string; xdr: string | undefined };

/** The names of the entries that both sources do not have alike. */
export const differing = (evidence: { compared: ComparedEntry[]; second: SecondSource | null }): string[] => {
	const { compared, second } = evidence;
	return compared
		.filter(({ key, xdr }) => second?.entries && second.entries.get(key)?.xdr !== xdr)
		.map(({ name }) => name);
};
