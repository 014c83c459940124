import { xdr } from '@stellar/stellar-sdk';
import { digest } from '#shared/chain/digest.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerInfo, Source } from './rpc-source.ts';

/** `closedAt` is the header's own time. `results` is the hash of the ledger's transaction results, in hex. */
export type Header = {
	sequence: number;
	hash: string;
	previousHash: string;
	closedAt: Date;
	results: string;
};

const sha256Bytes = 32;

/** A ledger's header, its hash recomputed from its bytes. Throws SOURCE_DIVERGENT if hash or number differ. */
export function headerOf(info: LedgerInfo): Header {
	const found = hex(digest(headerBytes(info)));
	const header = headerIn(info.headerXdr);
	if (found !== info.hash || header?.ledgerSeq !== info.sequence) {
		throw new PassaError(
			'SOURCE_DIVERGENT',
			`ledger ${info.sequence} has a header that its hash does not fit`,
		);
	}
	return {
		sequence: info.sequence,
		hash: info.hash,
		previousHash: hex(header.previousLedgerHash),
		closedAt: new Date(Number(header.scpValue.closeTime) * 1000),
		results: hex(header.txSetResultHash),
	};
}

/**
 * The header as it is hashed. A LedgerHeaderHistoryEntry is its hash, the header, and an empty extension of four
 * bytes.
 */
export const headerBytes = ({ headerXdr }: Pick<LedgerInfo, 'headerXdr'>): Uint8Array =>
	new Uint8Array(Buffer.from(headerXdr, 'base64')).slice(sha256Bytes, -4);

function headerIn(headerXdr: string) {
	try {
		return xdr.LedgerHeaderHistoryEntry.fromXdr(headerXdr, 'base64').toXdrObject().header;
	} catch {
		return null;
	}
}

/** The ledgers `from` to `to`, both included, without a gap. Throws RPC_ERROR if one is missing. */
export async function ledgersBetween(source: Source, from: number, to: number): Promise<LedgerInfo[]> {
	const { ledgers } = await source.ledgers(from, to - from + 1);
	const missing = ledgers.findIndex((each, i) => each.sequence !== from + i);
	const found = missing < 0 ? ledgers : ledgers.slice(0, missing);
	if (found.length < to - from + 1)
		throw new PassaError('RPC_ERROR', `getLedgers: no ledger ${from + found.length} in the answer`);
	return found.slice(0, to - from + 1);
}

export async function ledgerAt(source: Source, sequence: number): Promise<LedgerInfo> {
	return (await ledgersBetween(source, sequence, sequence))[0]!;
}

export const headerAt = async (source: Source, sequence: number): Promise<Header> =>
	headerOf(await ledgerAt(source, sequence));
