import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

type Page = { events: RawEvent[]; cursor: string; latestLedger: number; oldestLedger: number };
export type Filter = { type: 'contract'; contractIds?: string[]; topics?: string[][] };

const pageSize = 1000;
/** JSON-RPC's code for a ledger that the RPC does not have. */
const outOfRange = -32600;
/** An RPC that accepts a call and never answers counts as unreachable. */
export const answersWithinMs = 30_000;

export type RpcError = PassaError<'RPC_UNREACHABLE' | 'RPC_ERROR'>;

export const unreachable = (url: string, cause: unknown): RpcError =>
	new PassaError('RPC_UNREACHABLE', `the Stellar RPC at ${url} does not answer; is the network up?`, {
		cause,
	});

/** One JSON-RPC call. The raw answer is kept: an audit hashes bytes as they came, never re-encoded ones. Throws RpcError. */
export async function call<T>(
	url: string,
	method: string,
	params: object = {},
	timeout = answersWithinMs,
): Promise<T> {
	let response: Response;
	try {
		response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			signal: AbortSignal.timeout(timeout),
		});
	} catch (cause) {
		throw unreachable(url, cause);
	}
	const answer = (await response.json().catch(() => null)) as {
		result?: T;
		error?: { code: number; message: string };
	} | null;
	if (answer?.result !== undefined) return answer.result;
	const why = answer?.error ? `${answer.error.message} (${answer.error.code})` : `HTTP ${response.status}`;
	throw new PassaError('RPC_ERROR', `${method}: ${why}`, { detail: { rpcCode: answer?.error?.code } });
}

export type AllEventsError = RpcError | PassaError<'HISTORY_CUT'>;

/** A page of events, in order, and the last ledger that it and the pages before it cover whole. */
export type EventPage = { events: RawEvent[]; scannedLedger: number; latestLedger: number };

/**
 * Events of a filter from a ledger on, page by page, up to the newest ledger. An empty page is not the end: the cursor
 * says how far it got. Throws AllEventsError: HISTORY_CUT where the RPC no longer keeps that ledger.
 */
export async function* eventPages(
	url: string,
	filters: Filter[],
	startLedger: number,
): AsyncGenerator<EventPage> {
	let page = await firstPage(url, filters, startLedger);
	for (;;) {
		const { events, cursor, latestLedger } = page;
		const scanned = scannedLedger(cursor);
		yield { events, scannedLedger: scanned, latestLedger };
		if (scanned >= latestLedger) return;
		page = await call<Page>(url, 'getEvents', { filters, pagination: { limit: pageSize, cursor } });
		// A cursor of one fixed width: as text it orders as its numbers do.
		if (page.cursor <= cursor)
			throw new PassaError('RPC_ERROR', 'getEvents: the cursor does not move on; try another RPC');
	}
}

/** All of these pages at once, and the newest ledger. */
export async function allEvents(
	url: string,
	filters: Filter[],
	startLedger: number,
): Promise<{ events: RawEvent[]; latestLedger: number }> {
	const events: RawEvent[] = [];
	let latestLedger = 0;
	for await (const page of eventPages(url, filters, startLedger)) {
		events.push(...page.events);
		latestLedger = page.latestLedger;
	}
	return { events, latestLedger };
}

/** An RPC answers with one error for ledgers too old and too new; its oldest ledger shows which it was. */
async function firstPage(url: string, filters: Filter[], startLedger: number): Promise<Page> {
	const cut = (oldest: number, cause?: unknown) =>
		new PassaError(
			'HISTORY_CUT',
			`the RPC keeps events from ledger ${oldest} on; those from ${startLedger} on are needed`,
			{ cause, detail: { oldest, startLedger } },
		);
	try {
		const page = await call<Page>(url, 'getEvents', {
			startLedger,
			filters,
			pagination: { limit: pageSize },
		});
		if (page.oldestLedger > startLedger) throw cut(page.oldestLedger);
		return page;
	} catch (error) {
		if ((error as PassaError).detail?.rpcCode !== outOfRange) throw error;
		const { oldestLedger } = await call<{ oldestLedger: number }>(url, 'getHealth');
		throw oldestLedger > startLedger ? cut(oldestLedger, error) : error;
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

export type Entries = { found: Map<string, Entry>; latestLedger: number };

/** Ledger entries by base64 key, without missing ones, and the ledger that all of the answers cover. */
export async function entriesAt(url: string, keys: string[]): Promise<Entries> {
	const found = new Map<string, Entry>();
	let latestLedger = Number.MAX_SAFE_INTEGER;
	for (let i = 0; i < keys.length; i += keysPerCall) {
		const page = await call<{ entries: Entry[]; latestLedger: number }>(url, 'getLedgerEntries', {
			keys: keys.slice(i, i + keysPerCall),
		});
		for (const entry of page.entries) found.set(entry.key, entry);
		latestLedger = Math.min(latestLedger, page.latestLedger);
	}
	return { found, latestLedger };
}

export const ledgerEntries = async (url: string, keys: string[]): Promise<Map<string, Entry>> =>
	(await entriesAt(url, keys)).found;
