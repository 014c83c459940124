import { hash, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';

import type { LedgerInfo, Source } from './rpc-source.ts';

export type Header = { sequence: number; hash: string; previousHash: string; closedAt: Date };

const sha256Bytes = 32;

/** A ledger's header, its hash recomputed from its bytes. */
export function headerOf(info: LedgerInfo): Header {
	// LedgerHeaderHistoryEntry: hash, header, an empty extension of four bytes.
	const bytes = new Uint8Array(Buffer.from(info.headerXdr, 'base64'));
	const found = hex(hash(bytes.slice(sha256Bytes, -4)));
	const { header } = xdr.LedgerHeaderHistoryEntry.fromXdr(bytes).toXdrObject();
	if (found !== info.hash || header.ledgerSeq !== info.sequence) {
		throw new PassaError(
			'SOURCE_DIVERGENT',
			`ledger ${info.sequence} has a header that its hash does not fit`,
		);
	}
	return {
		sequence: info.sequence,
		hash: info.hash,
		previousHash: hex(header.previousLedgerHash),
		closedAt: new Date(Number(info.ledgerCloseTime) * 1000),
	};
}

export async function headerAt(source: Source, sequence: number): Promise<Header> {
	const { ledgers } = await source.ledgers(sequence, 1);
	const info = ledgers.find((l) => l.sequence === sequence);
	if (!info) throw new PassaError('SOURCE_ERROR', `getLedgers: no ledger ${sequence} in the answer`);
	return headerOf(info);
}
