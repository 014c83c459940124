import { StrKey, xdr } from '@stellar/stellar-sdk';
import { eventId, toid } from '../events.ts';
import type { Network } from '../network.ts';
import type { EventRow } from '../store.ts';
import { ledgerRange, type Method, oldestLedger, page } from './method.ts';
import { bytesOf, field, listOf, type Params } from './params.ts';
import { invalidParams, invalidRequest } from './rpc-error.ts';

type Filter = { type: string | undefined; contractIds: string[]; topics: string[][] };

const maxFilters = 5;
const maxScan = 10_000;

/** Scans at most 10 000 ledgers a call. The cursor names the last event seen or the last ledger scanned. */
export const getEvents: Method = (network, params) => {
	const endLedger = field(params, 'endLedger', 'count') || null;
	const ranged = endLedger !== null || field(params, 'startLedger', 'count');
	if (ranged && field(params, 'pagination', 'object')?.cursor)
		throw invalidParams('ledger ranges and cursor cannot both be set');
	const p = page(params, { usual: 100, most: 10_000, refuse: invalidParams });
	if (p.cursor === null && p.start === null) throw invalidParams('startLedger must be positive');
	const filters = readFilters(params);
	assertInRange(network, p.start ?? ledgerOf(p.cursor!));
	const from = p.cursor === null ? eventId(toid(p.start!, 0, 0), 0) : after(p.cursor);
	const startLedger = Number(BigInt(from.split('-')[0]!) >> 32n);
	const asked = endLedger ?? Number.MAX_SAFE_INTEGER;
	const end = Math.min(asked, startLedger + maxScan, network.sequence + 1);

	const events = [];
	let cursor: string | null = null;
	for (const row of network.store.events(from, eventId(toid(end, 0, 0), 0))) {
		const topics: string[] = JSON.parse(row.topics);
		if (!matches(filters, row, topics)) continue;
		events.push(describe(network, row, topics));
		if (events.length === p.limit) {
			cursor = row.id;
			break;
		}
	}
	const range = ledgerRange(network);
	return {
		events,
		cursor: cursor ?? eventId(toid(end, 0, 0) - 1n, 4294967295),
		latestLedger: range.latestLedger,
		oldestLedger: range.oldestLedger,
		latestLedgerCloseTime: String(range.latestLedgerCloseTime),
		oldestLedgerCloseTime: String(range.oldestLedgerCloseTime),
	};
};

/** In getEvents' own words; transactions and ledgers have others. */
function assertInRange(network: Network, start: number): void {
	if (start >= oldestLedger && start <= network.sequence) return;
	throw invalidRequest(`startLedger must be within the ledger range: ${oldestLedger} - ${network.sequence}`);
}

function readCursor(cursor: string): { id: bigint; index: number } {
	const [id, index] = /^(\d{1,19})-(\d{1,10})$/.exec(cursor)?.slice(1) ?? [];
	if (!id || BigInt(id) >= 1n << 63n || Number(index) > 4_294_967_295)
		throw invalidParams(`invalid parameters: invalid event id ${cursor}`);
	return { id: BigInt(id), index: Number(index) };
}

const ledgerOf = (cursor: string): number => Number(readCursor(cursor).id >> 32n);

function after(cursor: string): string {
	const { id, index } = readCursor(cursor);
	return index >= 4294967295 ? eventId(id + 1n, 0) : eventId(id, index + 1);
}

function readFilters(params: Params): Filter[] {
	const filters = listOf(params, 'filters', 'object').map((f) => {
		const topics = listOf(f, 'topics', 'list').map((topic) => listOf({ topic }, 'topic', 'string'));
		return { type: field(f, 'type', 'string'), contractIds: listOf(f, 'contractIds', 'string'), topics };
	});
	if (filters.length > maxFilters) throw invalidParams('maximum 5 filters per request');
	for (const [i, filter] of filters.entries()) {
		const wrong = filterFault(filter);
		if (wrong) throw invalidParams(`filter ${i + 1} invalid: ${wrong}`);
	}
	return filters;
}

function filterFault(filter: Filter): string | null {
	const { contractIds, topics } = filter;
	if (typesOf(filter).some((type) => !['system', 'contract'].includes(type)))
		return "filter type invalid: if set, type must be either 'system' or 'contract'";
	if (contractIds.length > 5) return 'maximum 5 contract IDs per filter';
	if (topics.length > 5) return 'maximum 5 topics per filter';
	const contract = contractIds.findIndex((id) => !StrKey.isValidContract(id));
	if (contract >= 0) return `contract ID ${contract + 1} invalid`;
	for (const [i, topic] of topics.entries()) {
		const wrong = topicFault(topic);
		if (wrong) return `topic ${i + 1} invalid: ${wrong}`;
	}
	return null;
}

function topicFault(topic: string[]): string | null {
	if (topic.length === 0) return 'topic must have at least 1 segment';
	const segments = topic.at(-1) === '**' ? topic.slice(0, -1) : topic;
	const early = segments.indexOf('**');
	if (early >= 0) return `segment ${early + 1} invalid: wildcard '**' is only allowed as the last segment`;
	if (segments.length > 4) return 'topic cannot have more than 4 segments';
	const wrong = segments.findIndex((s) => {
		const bytes = s === '*' ? null : bytesOf(s);
		return s !== '*' && !(bytes && xdr.ScVal.validateXdr(bytes));
	});
	return wrong < 0 ? null : `segment ${wrong + 1} invalid: neither a wildcard nor a base64 ScVal`;
}

/** `type` may be a list with commas. */
const typesOf = (f: Filter): string[] => (f.type ? f.type.split(',') : []);

/** Filters, and the lists inside one, are alternatives. `*` is any one segment, a last `**` any rest. */
function matches(filters: Filter[], row: EventRow, topics: string[]): boolean {
	if (filters.length === 0) return true;
	return filters.some((f) => {
		if (f.type && !typesOf(f).includes(row.type)) return false;
		if (f.contractIds.length > 0 && !f.contractIds.includes(row.contract)) return false;
		return f.topics.length === 0 || f.topics.some((t) => topicMatches(t, topics));
	});
}

function topicMatches(wanted: string[], topics: string[]): boolean {
	const open = wanted.at(-1) === '**';
	const segments = open ? wanted.slice(0, -1) : wanted;
	if (open ? topics.length < segments.length : topics.length !== segments.length) return false;
	return segments.every((s, i) => s === '*' || s === topics[i]);
}

function closedAt(network: Network, ledger: number): string {
	return new Date(network.store.closeTime(ledger) * 1000).toISOString().replace('.000Z', 'Z');
}

function describe(network: Network, row: EventRow, topics: string[]) {
	return {
		type: row.type,
		ledger: row.ledger,
		ledgerClosedAt: closedAt(network, row.ledger),
		contractId: row.contract,
		id: row.id,
		operationIndex: row.operation,
		transactionIndex: row.position,
		txHash: row.txHash,
		inSuccessfulContractCall: row.succeeded === 1,
		topic: topics,
		value: row.value,
	};
}
