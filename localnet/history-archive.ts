import { gzipSync } from 'node:zlib';
import { xdr } from '@stellar/stellar-sdk';
import {
	type ArchiveCategory,
	archiveStatePath,
	checkpointOf,
	checkpointPath,
	firstLedgerOf,
	isCheckpoint,
	ledgersOfCheckpoint,
} from '#shared/chain/archive/checkpoints.ts';
import { markedRecords } from '#shared/chain/archive/records.ts';
import type { Network } from './network.ts';
import type { LedgerRow } from './store.ts';

export type ArchiveFile = { bytes: Uint8Array; mediaType: string };

const named = /^(history|ledger|transactions|results)\/.*-([0-9a-f]{8})\./;

/**
 * A file of the network's history archive, by its path; null if there is none. It is made from the stored ledgers when
 * somebody asks: so it is right after a kill, a revert and for data of before, and closing a ledger costs nothing more. A
 * checkpoint of which a test skipped ledgers is not published.
 */
export function archiveFile(network: Network, path: string): ArchiveFile | null {
	if (path === archiveStatePath) {
		const newest = newestCheckpoint(network);
		return newest === null ? null : stateFile(network, newest);
	}
	const [, category, digits] = named.exec(path) ?? [];
	const checkpoint = Number.parseInt(digits ?? '', 16);
	if (!category || checkpointPath(category as ArchiveCategory, checkpoint) !== path) return null;
	if (!isPublished(network, checkpoint)) return null;
	if (category === 'history') return stateFile(network, checkpoint);
	const records = ledgersOf(network, checkpoint).flatMap((row) => entriesOf[category]!(network, row));
	return { bytes: gzipSync(markedRecords(records)), mediaType: 'application/gzip' };
}

function newestCheckpoint(network: Network): number | null {
	const last = checkpointOf(network.sequence + 1) - ledgersOfCheckpoint;
	for (let checkpoint = last; checkpoint > 0; checkpoint -= ledgersOfCheckpoint)
		if (isPublished(network, checkpoint)) return checkpoint;
	return null;
}

function isPublished(network: Network, checkpoint: number): boolean {
	if (!isCheckpoint(checkpoint)) return false;
	const first = firstLedgerOf(checkpoint);
	return network.store.countLedgers(first, checkpoint) === checkpoint - first + 1;
}

function ledgersOf(network: Network, checkpoint: number): LedgerRow[] {
	const first = firstLedgerOf(checkpoint);
	return network.store.ledgersFrom(first, checkpoint - first + 1);
}

/** There is no bucket list here, so nobody can build the network's state from this archive. */
function stateFile(network: Network, checkpoint: number): ArchiveFile {
	const state = {
		version: 1,
		server: 'passa-localnet',
		currentLedger: checkpoint,
		networkPassphrase: network.passphrase,
		currentBuckets: [],
	};
	return { bytes: Buffer.from(`${JSON.stringify(state, null, 4)}\n`), mediaType: 'application/json' };
}

/** The records of a ledger in each kind of file. Ledgers without transactions have only a header. */
const entriesOf: Record<string, (network: Network, row: LedgerRow) => Uint8Array[]> = {
	ledger: (_network, row) => [headerEntry(row)],
	results: (network, { seq }) => {
		const rows = network.store.transactionsOf(seq);
		if (rows.length === 0) return [];
		const results = rows.map(({ hash, result }) => ({
			transactionHash: hash,
			result: xdr.TransactionResult.fromXdr(result).toXdrObject(),
		}));
		const entry = { ledgerSeq: seq, txResultSet: { results }, ext: { v: 0 as const } };
		return [xdr.TransactionHistoryResultEntry.fromXdrObject(entry).toXdr()];
	},
	transactions: (network, { seq, meta }) => {
		if (network.store.transactionsOf(seq).length === 0) return [];
		const closed = xdr.LedgerCloseMeta.fromXdr(meta).toXdrObject();
		if (closed.v !== 2) throw new Error(`the meta of ledger ${seq} has another version`);
		const entry = {
			ledgerSeq: seq,
			// Empty where the set has phases, as validators write it.
			txSet: { previousLedgerHash: new Uint8Array(32), txs: [] },
			ext: { v: 1 as const, generalizedTxSet: closed.v2.txSet },
		};
		return [xdr.TransactionHistoryEntry.fromXdrObject(entry).toXdr()];
	},
};

/** A header with its hash, as archives and `getLedgers` give it. */
export function headerEntry({ header, hash }: Pick<LedgerRow, 'header' | 'hash'>): Uint8Array {
	const wire = { hash, header: xdr.LedgerHeader.fromXdr(header).toXdrObject(), ext: { v: 0 as const } };
	return xdr.LedgerHeaderHistoryEntry.fromXdrObject(wire).toXdr();
}
