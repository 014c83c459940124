import { PassaError } from '#shared/errors.ts';
import type { RawEvent } from './decode.ts';

type Page = { events: RawEvent[]; cursor: string; latestLedger: number; oldestLedger: number };
export type Filter = { type: 'contract'; contractIds?: string[]; topics?: string[][] };

const pageSize = 1000;

/** One JSON-RPC call. The raw answer is kept: an audit hashes bytes as they came, never re-encoded ones. */
export async function call<T>(url: string, method: string, params: object = {}): Promise<T> {
	let response: Response;
	try {
		response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
		});
	} catch (cause) {
		throw new PassaError('RPC_UNREACHABLE', `the Stellar RPC at ${url} does not answer; is the network up?`, {
			cause,
		});
	}
	const answer = (await response.json().catch(() => null)) as {
		result?: T;
		error?: { code: number; message: string };
	} | null;
	if (answer?.result !== undefined) return answer.result;
	const why = answer?.error ? `${answer.error.message} (${answer.error.code})` : `HTTP ${response.status}`;
	throw new PassaError('RPC_ERROR', `${method}: ${why}`);
}

/** All events of a filter from a ledger on, in order. An empty page is not the end: the cursor tells how far it got. */
export async function allEvents(
	url: string,
	filters: Filter[],
	startLedger: number,
): Promise<{ events: RawEvent[]; latestLedger: number }> {
	const events: RawEvent[] = [];
	let page = await call<Page>(url, 'getEvents', { startLedger, filters, pagination: { limit: pageSize } });
	for (;;) {
		events.push(...page.events);
		if (scannedLedger(page.cursor) >= page.latestLedger) return { events, latestLedger: page.latestLedger };
		page = await call<Page>(url, 'getEvents', {
			filters,
			pagination: { limit: pageSize, cursor: page.cursor },
		});
	}
}

/** The last ledger a cursor has passed whole; a cursor inside a ledger has not passed it. */
export function scannedLedger(cursor: string): number {
	const [id, index] = cursor.split('-') as [string, string];
	const ledger = Number(BigInt(id) >> 32n);
	const whole = (BigInt(id) & 0xffffffffn) === 0xffffffffn && index === '4294967295';
	return whole ? ledger : ledger - 1;
}

export type Entry = { key: string; xdr: string; lastModifiedLedgerSeq: number; liveUntilLedgerSeq?: number };

const keysPerCall = 200;

/** Ledger entries by base64 key; missing ones are left out. */
export async function ledgerEntries(url: string, keys: string[]): Promise<Map<string, Entry>> {
	const found = new Map<string, Entry>();
	for (let i = 0; i < keys.length; i += keysPerCall) {
		const { entries } = await call<{ entries: Entry[] }>(url, 'getLedgerEntries', {
			keys: keys.slice(i, i + keysPerCall),
		});
		for (const entry of entries) found.set(entry.key, entry);
	}
	return found;
}
