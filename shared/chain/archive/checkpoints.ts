/**
 * Names of an archive's files. An archive publishes its ledgers by checkpoints of 64: those of ledgers 63, 127, 191
 * and so on. Source: what stellar-core documents of history archives.
 */
export type ArchiveCategory = 'history' | 'ledger' | 'transactions' | 'results';

export const ledgersOfCheckpoint = 64;
const firstLedger = 1;

/** The state of the whole archive: which checkpoint is its newest. */
export const archiveStatePath = '.well-known/stellar-history.json';

/** The checkpoint whose files hold this ledger. */
export const checkpointOf = (ledger: number): number =>
	Math.floor(ledger / ledgersOfCheckpoint) * ledgersOfCheckpoint + ledgersOfCheckpoint - 1;

/** The first ledger of a checkpoint. There is no ledger 0, so the first checkpoint has 63 ledgers. */
export const firstLedgerOf = (checkpoint: number): number =>
	Math.max(firstLedger, checkpoint - ledgersOfCheckpoint + 1);

export const isCheckpoint = (ledger: number): boolean =>
	Number.isInteger(ledger) && ledger > 0 && checkpointOf(ledger) === ledger;

/** `ledger/00/00/00/ledger-0000003f.xdr.gz` */
export function checkpointPath(category: ArchiveCategory, checkpoint: number): string {
	const digits = checkpoint.toString(16).padStart(8, '0');
	const folders = [0, 2, 4].map((at) => digits.slice(at, at + 2)).join('/');
	return `${category}/${folders}/${category}-${digits}.${category === 'history' ? 'json' : 'xdr.gz'}`;
}
