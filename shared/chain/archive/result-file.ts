import { xdr } from '@stellar/stellar-sdk';
import { hex } from '#shared/hex.ts';
import { digest } from '../digest.ts';
import { unreadableFile } from './archive-error.ts';
import { checkpointPath } from './checkpoints.ts';
import type { ArchivedLedger } from './ledger-file.ts';
import { recordsIn } from './records.ts';

/** An entry is the ledger's number, its results, and an extension without content. */
const numberBytes = 4;
const extensionBytes = 4;

/** What the header of a ledger without transactions holds; the network's first ledger holds zeros. */
const emptyHash = hex(digest(new Uint8Array(4)));
const noHash = '00'.repeat(32);

/**
 * The results of a checkpoint's ledgers by number: TransactionResultSets whose SHA-256 is in the headers of `ledgers`,
 * which `ledgersIn` has verified. A ledger without transactions has none. Throws ARCHIVE_UNREADABLE.
 */
export function resultsIn(
	bytes: Uint8Array,
	checkpoint: number,
	ledgers: ArchivedLedger[],
): Map<number, xdr.TransactionResultSet> {
	const path = checkpointPath('results', checkpoint);
	const headers = new Map(ledgers.map((each) => [each.ledger, each]));
	const results = new Map<number, xdr.TransactionResultSet>();
	for (const record of recordsIn(path, bytes)) {
		const { ledgerSeq, txResultSet } = entryIn(path, record);
		const header = headers.get(ledgerSeq);
		if (!header) throw unreadableFile(path, `it holds results of ledger ${ledgerSeq}`);
		if (results.has(ledgerSeq)) throw unreadableFile(path, `it holds results of ledger ${ledgerSeq} twice`);
		if (hex(digest(record.subarray(numberBytes, -extensionBytes))) !== header.resultsHash)
			throw unreadableFile(path, `the results of ledger ${ledgerSeq} are not those of its header`);
		results.set(ledgerSeq, txResultSet);
	}
	for (const { ledger, resultsHash } of ledgers)
		if (!results.has(ledger) && resultsHash !== emptyHash && resultsHash !== noHash)
			throw unreadableFile(path, `it lacks the results of ledger ${ledger}`);
	return results;
}

function entryIn(path: string, record: Uint8Array): xdr.TransactionHistoryResultEntry {
	try {
		return xdr.TransactionHistoryResultEntry.fromXdr(record);
	} catch (cause) {
		throw unreadableFile(path, 'a record holds no results', cause);
	}
}
