import { xdr } from '@stellar/stellar-sdk';
import { hex } from '#shared/hex.ts';
import { digest } from '../digest.ts';
import { unreadableFile } from './archive-error.ts';
import { checkpointPath, firstLedgerOf } from './checkpoints.ts';
import { recordsIn } from './records.ts';

/** A ledger as its header has it: SHA-256 of the header and of its results (hex), and the Unix second it closed. */
export type ArchivedLedger = { ledger: number; hash: string; closedAt: bigint; resultsHash: string };

/** An entry is the header's hash, the header, and an extension without content. */
const hashBytes = 32;
const extensionBytes = 4;

/**
 * The ledgers of a checkpoint's file of headers, none missing. Each header has the hash that stands beside it, and the
 * next one names it. So one of these hashes fixes every earlier ledger of the file. Throws ARCHIVE_UNREADABLE.
 */
export function ledgersIn(bytes: Uint8Array, checkpoint: number): ArchivedLedger[] {
	const path = checkpointPath('ledger', checkpoint);
	const ledgers: ArchivedLedger[] = [];
	let before: string | null = null;
	let expected = firstLedgerOf(checkpoint);
	for (const record of recordsIn(path, bytes)) {
		const { header, hash: stated } = entryIn(path, record);
		// The bytes as they came: encoding them again could hide what differs.
		const computed = sha256(record.subarray(hashBytes, -extensionBytes));
		if (header.ledgerSeq !== expected)
			throw unreadableFile(path, `it holds ledger ${header.ledgerSeq} where ${expected} belongs`);
		if (stated.toString() !== computed)
			throw unreadableFile(path, `the header of ledger ${expected} has another hash`);
		if (before !== null && header.previousLedgerHash.toString() !== before)
			throw unreadableFile(path, `ledger ${expected} does not follow from the one before it`);
		const closedAt = BigInt(header.scpValue.closeTime);
		const resultsHash = header.txSetResultHash.toString();
		ledgers.push({ ledger: expected, hash: computed, closedAt, resultsHash });
		before = computed;
		expected++;
	}
	if (expected !== checkpoint + 1) throw unreadableFile(path, `it ends before ledger ${checkpoint}`);
	return ledgers;
}

function entryIn(path: string, record: Uint8Array): xdr.LedgerHeaderHistoryEntry {
	try {
		return xdr.LedgerHeaderHistoryEntry.fromXdr(record);
	} catch (cause) {
		throw unreadableFile(path, 'a record is no ledger header', cause);
	}
}

const sha256 = (bytes: Uint8Array): string => hex(digest(bytes));
