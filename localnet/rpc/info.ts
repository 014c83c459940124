import { xdr } from '@stellar/stellar-sdk';
import {
	base64,
	inRange,
	invalidParams,
	ledgerRange,
	type Method,
	oldestLedger,
	page,
	RpcError,
} from './method.ts';

const staleAfterSeconds = 30;

/** An error once the newest ledger is older than 30 s. */
export const getHealth: Method = (network) => {
	const age = network.nextLedger().closeTime - BigInt(network.closeTime);
	if (age > staleAfterSeconds) {
		throw new RpcError(-32603, `latency (${age}s) since last known ledger closed is too high (>30s)`);
	}
	return {
		status: 'healthy',
		latestLedger: network.sequence,
		oldestLedger,
		ledgerRetentionWindow: 120_960,
	};
};

export const getNetwork: Method = (network) => ({
	friendbotUrl: network.friendbotUrl,
	passphrase: network.passphrase,
	protocolVersion: network.settings.protocol,
});

export const getVersionInfo: Method = (network) => ({
	version: 'passa-localnet',
	commitHash: '',
	buildTimestamp: '',
	captiveCoreVersion: 'soroban-env-host 29.0.1',
	protocolVersion: network.settings.protocol,
});

export const getLatestLedger: Method = (network) => {
	const last = network.store.lastLedger()!;
	return {
		id: Buffer.from(last.hash).toString('hex'),
		protocolVersion: network.settings.protocol,
		sequence: last.seq,
		closeTime: String(last.closeTime),
		headerXdr: base64(last.header),
		metadataXdr: base64(last.meta),
	};
};

const distribution = (fee: string, transactions: string, ledgers: number) => ({
	max: fee,
	min: fee,
	mode: fee,
	...Object.fromEntries([10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99].map((p) => [`p${p}`, fee])),
	transactionCount: transactions,
	ledgerCount: ledgers,
});

/** There is no competition for space here: the minimum is always enough. */
export const getFeeStats: Method = (network) => ({
	sorobanInclusionFee: distribution('100', '10', 50),
	inclusionFee: distribution('100', '10', 10),
	latestLedger: network.sequence,
});

/** Ledgers from `startLedger`, or after the cursor. A cursor at the newest ledger is an error, as on the public RPC. */
export const getLedgers: Method = (network, params) => {
	const { cursor, limit, start } = pageOfLedgers(network, params);
	const rows = network.store.ledgersFrom(cursor ?? start, limit);
	const range = ledgerRange(network);
	return {
		ledgers: rows.map((row) => ({
			hash: Buffer.from(row.hash).toString('hex'),
			sequence: row.seq,
			ledgerCloseTime: String(row.closeTime),
			headerXdr: base64(historyEntry(row.header, row.hash)),
			metadataXdr: base64(row.meta),
		})),
		...range,
		cursor: String(rows.at(-1)?.seq ?? range.latestLedger),
	};
};

function historyEntry(header: Uint8Array, hash: Uint8Array): Uint8Array {
	const wire = { hash, header: xdr.LedgerHeader.fromXdr(header).toXdrObject(), ext: { v: 0 as const } };
	return xdr.LedgerHeaderHistoryEntry.fromXdrObject(wire).toXdr();
}

function pageOfLedgers(network: Parameters<Method>[0], params: Parameters<Method>[1]) {
	const p = page(params, 50, 200);
	if (p.cursor === null) {
		inRange(network, p.start!);
		return { cursor: null, start: p.start!, limit: p.limit };
	}
	const next = Number(p.cursor) + 1;
	// The public RPC answers a caught-up cursor with an error, not with an empty page.
	if (!(next >= oldestLedger && next <= network.sequence)) {
		throw invalidParams(
			`cursor must be between the oldest ledger: ${oldestLedger} and the latest ledger: ${network.sequence} for this rpc instance`,
		);
	}
	return { cursor: next, start: next, limit: p.limit };
}
