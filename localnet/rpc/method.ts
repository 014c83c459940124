import type { Network } from '../network.ts';
import { field, otherFormat, type Params } from './params.ts';
import { invalidParams, invalidRequest, type RpcError } from './rpc-error.ts';

export type Method = (network: Network, params: Params) => object;

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Throws -32602 if `xdrFormat` is given and is not base64. */
export function assertBase64(params: Params): void {
	const refused = otherFormat(params);
	if (refused) throw invalidParams(refused);
}

export type Page = { start: number | null; cursor: string | null; limit: number };

/** A method's page: its usual and largest limit, and the code with which the public RPC refuses a wrong one. */
type Rules = { usual: number; most: number; refuse: (message: string) => RpcError };

/** `startLedger` or `pagination.cursor`, not both; `limit` up to the most. */
export function page(params: Params, { usual, most, refuse }: Rules): Page {
	const pagination = field(params, 'pagination', 'object') ?? {};
	const start = field(params, 'startLedger', 'count') || null;
	const cursor = field(pagination, 'cursor', 'string') || null;
	const limit = field(pagination, 'limit', 'count') || usual;
	const format = otherFormat(params);
	if (cursor !== null && start !== null) throw refuse('startLedger and cursor cannot both be set');
	if (limit > most) throw refuse(`limit must not exceed ${most}`);
	if (format) throw refuse(format);
	return { start, cursor, limit };
}

/** The ledger to start at. Throws -32600, with the range, if it is too old, too new or missing. */
export function assertStartInRange(network: Network, start: number | null): number {
	const first = start ?? 0;
	if (first >= oldestLedger && first <= network.sequence) return first;
	throw invalidRequest(
		`start ledger (${first}) must be between the oldest ledger: ${oldestLedger} and the latest ledger: ${network.sequence} for this rpc instance`,
	);
}

/** All history is kept, from the first ledger. */
export const oldestLedger = 1;

export function ledgerRange(network: Network) {
	return {
		latestLedger: network.sequence,
		latestLedgerCloseTime: network.closeTime,
		oldestLedger,
		oldestLedgerCloseTime: network.store.closeTime(oldestLedger),
	};
}
