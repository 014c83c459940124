import type { Entry } from '#shared/chain/rpc.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

export type EventsPage = {
	events: RawEvent[];
	cursor: string;
	latestLedger: number;
	oldestLedger: number;
	latestLedgerCloseTime: string;
};
export type LedgerInfo = {
	hash: string;
	sequence: number;
	ledgerCloseTime: string;
	headerXdr: string;
	metadataXdr: string;
};
export type LedgersPage = { ledgers: LedgerInfo[]; latestLedger: number; oldestLedger: number };
export type EntriesAnswer = { entries: Entry[]; latestLedger: number };

export type Start = { startLedger: number } | { cursor: string };

/** The calls to a Stellar RPC that the follower needs. They throw SOURCE_UNREACHABLE, SOURCE_RANGE or SOURCE_ERROR. */
export type Source = {
	events(start: Start): Promise<EventsPage>;
	ledgers(startLedger: number, limit: number): Promise<LedgersPage>;
	entries(keys: string[]): Promise<EntriesAnswer>;
};

const outOfRange = -32600;
const range = /(\d+) - (\d+)/;

/** `topic` is the first topic of our events, base64: one filter by it covers every event contract. */
export function rpcSource(url: string, topic: string, options: { timeout: number; limit: number }): Source {
	const request = <T>(method: string, params: object) => callRpc<T>(url, method, params, options.timeout);
	const filters = [{ type: 'contract', topics: [[topic, '**']] }];
	return {
		events: (start) =>
			'cursor' in start
				? request('getEvents', { filters, pagination: { cursor: start.cursor, limit: options.limit } })
				: request('getEvents', {
						filters,
						startLedger: start.startLedger,
						pagination: { limit: options.limit },
					}),
		ledgers: (startLedger, limit) => request('getLedgers', { startLedger, pagination: { limit } }),
		entries: (keys) => request('getLedgerEntries', { keys }),
	};
}

/** The RPC has one code for ledgers that are too old and too new: only its text has the range. */
async function callRpc<T>(url: string, method: string, params: object, timeout: number): Promise<T> {
	const answer = await post<T>(url, method, params, timeout);
	if (answer.result !== undefined) return answer.result;
	const { code, message } = answer.error ?? { code: 0, message: 'an answer without result or error' };
	const refused = code === outOfRange ? range.exec(message) : null;
	if (refused) {
		throw new PassaError('SOURCE_RANGE', `${method}: ${message}`, {
			detail: { oldest: Number(refused[1]), latest: Number(refused[2]) },
		});
	}
	throw new PassaError('SOURCE_ERROR', `${method}: ${message} (${code})`);
}

type Answer<T> = { result?: T; error?: { code: number; message: string } };

async function post<T>(url: string, method: string, params: object, timeout: number): Promise<Answer<T>> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			signal: AbortSignal.timeout(timeout),
		});
		if (!response.ok) throw new PassaError('SOURCE_ERROR', `${method}: HTTP ${response.status}`);
		return (await response.json()) as Answer<T>;
	} catch (cause) {
		if (cause instanceof PassaError) throw cause;
		throw new PassaError('SOURCE_UNREACHABLE', 'the Stellar RPC does not answer', { cause });
	}
}
