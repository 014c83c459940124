import { xdr } from '@stellar/stellar-sdk';
import type { Applied } from './apply-transaction.ts';
import type { StoredEntry } from './engine.ts';
import { keyBytes } from './state.ts';
import { type LedgerHeader, sha256 } from './xdr-types.ts';

export type Closed = { header: LedgerHeader; hash: Uint8Array; headerBytes: Uint8Array; meta: Uint8Array };

/**
 * A ledger's header and meta. `txSetHash`, `txSetResultHash` and the chain of header hashes are what the public network
 * computes; `bucketListHash` is a hash over this ledger's changes instead of a bucket list's.
 */
export function closeHeader(
	previous: { header: LedgerHeader; hash: Uint8Array } | null,
	seq: number,
	closeTime: bigint,
	protocol: number,
	applied: Applied[],
	changes: Map<string, StoredEntry | null>,
): Closed {
	const previousLedgerHash = previous?.hash ?? new Uint8Array(32);
	const txSet = transactionSet(previousLedgerHash, applied);
	const results = applied.map((a) => a.meta.result);
	const header: LedgerHeader = {
		ledgerVersion: protocol,
		previousLedgerHash,
		scpValue: { txSetHash: sha256(txSet.toXdr()), closeTime, upgrades: [], ext: { v: 0 } },
		txSetResultHash: sha256(xdr.TransactionResultSet.fromXdrObject({ results }).toXdr()),
		bucketListHash: changesHash(previous?.header.bucketListHash ?? new Uint8Array(32), changes),
		ledgerSeq: seq,
		totalCoins: 1_000_000_000_000_000_000n,
		feePool: (previous?.header.feePool ?? 0n) + results.reduce((n, r) => n + r.result.feeCharged, 0n),
		inflationSeq: 0,
		idPool: 0n,
		baseFee: 100,
		baseReserve: 5_000_000,
		maxTxSetSize: 1000,
		skipList: Array.from({ length: 4 }, () => new Uint8Array(32)),
		ext: { v: 0 },
	};
	const headerBytes = xdr.LedgerHeader.fromXdrObject(header).toXdr();
	const hash = sha256(headerBytes);
	const meta = xdr.LedgerCloseMeta.fromXdrObject({
		v: 2,
		v2: {
			ext: { v: 0 },
			ledgerHeader: { hash, header, ext: { v: 0 } },
			txSet: txSet.toXdrObject(),
			txProcessing: applied.map((a) => a.meta),
			upgradesProcessing: [],
			scpInfo: [],
			totalByteSizeOfLiveSorobanState: 0n,
			evictedKeys: [],
		},
	} as never).toXdr();
	return { header, hash, headerBytes, meta };
}

/** Classic transactions in the first phase, contract calls in the second, one stage with one cluster. */
function transactionSet(previousLedgerHash: Uint8Array, applied: Applied[]): xdr.GeneralizedTransactionSet {
	const of = (soroban: boolean) =>
		applied.filter((a) => (a.parsed.soroban !== null) === soroban).map((a) => a.parsed.envelope);
	const [classic, contracts] = [of(false), of(true)];
	const phases = [
		{
			v: 0,
			v0Components: classic.length
				? [{ type: 0, txsMaybeDiscountedFee: { baseFee: 100n, txs: classic } }]
				: [],
		},
		{ v: 1, parallelTxsComponent: { baseFee: 100n, executionStages: contracts.length ? [[contracts]] : [] } },
	];
	return xdr.GeneralizedTransactionSet.fromXdrObject({
		v: 1,
		v1TxSet: { previousLedgerHash, phases },
	} as never);
}

function changesHash(before: Uint8Array, changes: Map<string, StoredEntry | null>): Uint8Array {
	const parts = [...changes].map(([key, value]) =>
		sha256(
			keyBytes(key),
			value?.entry ?? new Uint8Array(),
			new Uint8Array(new Uint32Array([value?.liveUntil ?? 0]).buffer),
		),
	);
	return sha256(before, ...parts);
}
