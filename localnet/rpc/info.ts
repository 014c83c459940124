import { headerEntry } from '../history-archive.ts';
import type { Network } from '../network.ts';
import { assertStartInRange, base64, ledgerRange, type Method, oldestLedger, page } from './method.ts';
import type { Params } from './params.ts';
import { invalidParams, invalidRequest, RpcError } from './rpc-error.ts';

const staleAfterSeconds = 30;

/** An error once the newest ledger is older than 30 s. */
export const getHealth: Method = (network) => {
	const age = network.nextLedger().closeTime - BigInt(network.closeTime);
	if (age > staleAfterSeconds) {
		throw new RpcError(-32603, `latency (${age}s) since last known ledger closed is too high (>30s)`);
	}
	return {
		status: 'healthy',
		...ledgerRange(network),
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
	const { start, limit } = pageOfLedgers(network, params);
	const rows = network.store.ledgersFrom(start, limit);
	const range = ledgerRange(network);
	return {
		ledgers: rows.map((row) => ({
			hash: Buffer.from(row.hash).toString('hex'),
			sequence: row.seq,
			ledgerCloseTime: String(row.closeTime),
			headerXdr: base64(headerEntry(row)),
			metadataXdr: base64(row.meta),
		})),
		...range,
		cursor: String(rows.at(-1)?.seq ?? range.latestLedger),
	};
};

/** The first ledger of the page and how many. A cursor is the sequence of the last ledger seen. */
function pageOfLedgers(network: Network, params: Params): { start: number; limit: number } {
	const { start, cursor, limit } = page(params, { usual: 50, most: 200, refuse: invalidRequest });
	if (cursor === null) return { start: assertStartInRange(network, start), limit };
	const last = Number(cursor);
	if (!/^\d+$/.test(cursor) || last > 4_294_967_295) {
		throw invalidParams(`strconv.ParseUint: parsing "${cursor}": invalid syntax`);
	}
	// The public RPC answers a caught-up cursor with an error, not with an empty page.
	if (last + 1 >= oldestLedger && last + 1 <= network.sequence) return { start: last + 1, limit };
	throw invalidParams(
		`cursor ('${cursor}') must be between the oldest ledger: ${oldestLedger} and the latest ledger: ${network.sequence} for this rpc instance`,
	);
}
