import type { Network } from '../network.ts';

/** JSON-RPC error with the code and words of the public RPC. */
export class RpcError extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

export const invalidParams = (message: string): RpcError => new RpcError(-32602, message);
export const invalidRequest = (message: string): RpcError => new RpcError(-32600, message);

export type Params = Record<string, unknown>;
export type Method = (network: Network, params: Params) => object;

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Decodes a base64 parameter with `read`, or refuses it by its name. */
export function decoded<T>(params: Params, name: string, read: (bytes: Uint8Array) => T): T {
	const text = params[name];
	if (typeof text !== 'string' || text === '') throw invalidParams(`missing ${name}`);
	try {
		return read(new Uint8Array(Buffer.from(text, 'base64')));
	} catch {
		throw invalidParams(`could not unmarshal ${name}`);
	}
}

export type Page = { start: number | null; cursor: string | null; limit: number };

/** `startLedger` or `pagination.cursor`, not both; `limit` up to `max`. */
export function page(params: Params, usual: number, max: number): Page {
	const pagination = (params.pagination ?? {}) as { cursor?: string; limit?: number };
	if (params.xdrFormat !== undefined && params.xdrFormat !== '' && params.xdrFormat !== 'base64') {
		throw invalidParams(`expected xdrFormat base64: this network does not answer in ${params.xdrFormat}`);
	}
	const start =
		typeof params.startLedger === 'number' && params.startLedger !== 0 ? params.startLedger : null;
	const cursor = pagination.cursor || null;
	const { endLedger } = params;
	if (cursor !== null && (start !== null || endLedger)) {
		throw invalidParams(
			endLedger ? 'ledger ranges and cursor cannot both be set' : 'startLedger and cursor cannot both be set',
		);
	}
	if (cursor === null && (start === null || start < 0)) throw invalidParams('startLedger must be positive');
	const limit = pagination.limit || usual;
	if (limit > max) throw invalidParams(`limit must not exceed ${max}`);
	if (!Number.isInteger(limit) || limit < 0) throw invalidParams('limit must be a positive whole number');
	return { start, cursor, limit };
}

/** Too old and too new carry the same code; the message has the range. */
export function inRange(network: Network, start: number): void {
	if (start < oldestLedger || start > network.sequence) {
		throw invalidRequest(
			`startLedger must be within the ledger range: ${oldestLedger} - ${network.sequence}`,
		);
	}
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
