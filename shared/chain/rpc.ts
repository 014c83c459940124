import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import type { Answers } from './rpc-answers.ts';
import type { RpcError } from './rpc-node.ts';
import { askNodes, nodesOf } from './rpc-nodes.ts';
import { refusedRange } from './rpc-range.ts';

type Page = Answers['getEvents'];
export type Filter = { type: 'contract'; contractIds?: string[]; topics?: string[][] };

const pageSize = 1000;
/** An RPC that accepts a call and never answers counts as unreachable. */
export const answersWithinMs = 30_000;

/**
 * One JSON-RPC call at an RPC address: a URL, or several with commas between them. The answer has the form of its
 * method. Its raw text is kept: an audit hashes bytes as they came, never re-encoded ones. Waits its turn if a node
 * limits requests. Throws RpcError.
 */
export function call<M extends keyof Answers>(
	url: string,
	method: M,
	params?: object,
	timeout?: number,
): Promise<Answers[M]>;
/** A method without a form here, such as localnet's own. */
export function call<T>(url: string, method: string, params?: object, timeout?: number): Promise<T>;
export function call(
	url: string,
	method: string,
	params: object = {},
	timeout = answersWithinMs,
): Promise<object> {
	return askNodes(nodesOf(url), method, params, timeout);
}

export type AllEventsError = RpcError | PassaError<'HISTORY_CUT'>;

/** A page of events, in order, and the last ledger that it and the pages before it cover whole. */
export type EventPage = { events: RawEvent[]; scannedLedger: number; latestLedger: number };

/**
 * Events of a filter from a ledger on, page by page, up to the newest ledger. An empty page is not the end: the cursor
 * says how far it got. Throws AllEventsError: HISTORY_CUT if the RPC no longer keeps that ledger.
 */
export async function* eventPages(
	url: string,
	filters: Filter[],
	startLedger: number,
): AsyncGenerator<EventPage> {
	let passed = endOf(startLedger - 1);
	for (let start: Start = { startLedger }; ; start = { cursor: passed }) {
		const page = await readPage(url, filters, start);
		const { events, latestLedger } = page;
		const cursor = believedCursor(page, pageSize);
		const scanned = scannedLedger(cursor);
		// A cursor of one fixed width: as text it orders as its numbers do. A node behind a balancer may have no more.
		if (cursor <= passed && scanned < latestLedger)
			throw new PassaError('RPC_ERROR', 'getEvents: the cursor does not move on; try another RPC');
		passed = cursor;
		yield { events, scannedLedger: scanned, latestLedger };
		if (scanned >= latestLedger) return;
	}
}

/** All of these pages together, and the newest ledger. */
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

type Start = { startLedger: number } | { cursor: string };

/** Throws HISTORY_CUT if the RPC lacks the first ledger: it refuses, or answers from a later one on. */
async function readPage(url: string, filters: Filter[], start: Start): Promise<Page> {
	const first = 'cursor' in start ? scannedLedger(start.cursor) + 1 : start.startLedger;
	const params =
		'cursor' in start
			? { filters, pagination: { limit: pageSize, cursor: start.cursor } }
			: { filters, startLedger: first, pagination: { limit: pageSize } };
	const page = await call(url, 'getEvents', params).catch(async (error: PassaError) => {
		const range = await refusedRange(error, first, () => call(url, 'getHealth'));
		throw range && range.oldest > first ? historyCut(range.oldest, first, error) : error;
	});
	if (page.oldestLedger > first) throw historyCut(page.oldestLedger, first);
	return page;
}

const historyCut = (oldest: number, startLedger: number, cause?: unknown) =>
	new PassaError(
		'HISTORY_CUT',
		`the RPC keeps events from ledger ${oldest} on; those from ${startLedger} on are needed`,
		{ cause, detail: { oldest, startLedger } },
	);

/**
 * Where the next page begins. A cursor beyond the newest ledger, or beyond the last event of a full page, would pass
 * events by: it is not believed.
 */
export function believedCursor(
	{ cursor, events, latestLedger }: Pick<Page, 'cursor' | 'events' | 'latestLedger'>,
	limit: number,
): string {
	const last = events.at(-1)?.id;
	if (events.length >= limit && last !== undefined && cursor > last) return last;
	return scannedLedger(cursor) > latestLedger ? endOf(latestLedger) : cursor;
}

const lastIndex = '4294967295';

/** The cursor after all of a ledger's events. */
export const endOf = (ledger: number): string =>
	`${String((BigInt(ledger + 1) << 32n) - 1n).padStart(19, '0')}-${lastIndex}`;

/** The last ledger a cursor has passed whole; a cursor inside a ledger has not passed it. */
export function scannedLedger(cursor: string): number {
	const [id, index] = cursor.split('-') as [string, string];
	const ledger = Number(BigInt(id) >> 32n);
	const whole = (BigInt(id) & 0xffffffffn) === 0xffffffffn && index === lastIndex;
	return whole ? ledger : ledger - 1;
}

export type Entry = Answers['getLedgerEntries']['entries'][number];

const keysPerCall = 200;

export type Entries = { found: Map<string, Entry>; latestLedger: number };

/** Ledger entries by base64 key, without missing ones, and the ledger that all of the answers cover. */
export async function entriesAt(url: string, keys: string[]): Promise<Entries> {
	const found = new Map<string, Entry>();
	let latestLedger = Number.MAX_SAFE_INTEGER;
	for (let i = 0; i < keys.length; i += keysPerCall) {
		const page = await call(url, 'getLedgerEntries', {
			keys: keys.slice(i, i + keysPerCall),
		});
		for (const entry of page.entries) found.set(entry.key, entry);
		latestLedger = Math.min(latestLedger, page.latestLedger);
	}
	return { found, latestLedger };
}

export const ledgerEntries = async (url: string, keys: string[]): Promise<Map<string, Entry>> =>
	(await entriesAt(url, keys)).found;
