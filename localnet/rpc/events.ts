import { StrKey, xdr } from '@stellar/stellar-sdk';
import { eventId, toid } from '../events.ts';
import type { Network } from '../network.ts';
import type { EventRow } from '../store.ts';
import { inRange, invalidParams, ledgerRange, type Method, type Params, page } from './method.ts';

type Filter = { type?: string; contractIds?: string[]; topics?: string[][] };

const maxFilters = 5;
const maxScan = 10_000;

/** Scans at most 10 000 ledgers a call. The cursor names the last event seen or the last ledger scanned. */
export const getEvents: Method = (network, params) => {
	const p = page(params, 100, 10_000);
	const filters = readFilters(params);
	inRange(network, p.start ?? ledgerOf(p.cursor!));
	const from = p.cursor === null ? eventId(toid(p.start!, 0, 0), 0) : after(p.cursor);
	const startLedger = Number(BigInt(from.split('-')[0]!) >> 32n);
	const asked =
		typeof params.endLedger === 'number' && params.endLedger !== 0
			? params.endLedger
			: Number.MAX_SAFE_INTEGER;
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

function readCursor(cursor: string): { id: bigint; index: number } {
	const parts = /^(\d{1,19})-(\d{1,10})$/.exec(cursor);
	if (!parts) throw invalidParams('cursor is invalid');
	return { id: BigInt(parts[1]!), index: Number(parts[2]) };
}

const ledgerOf = (cursor: string): number => Number(readCursor(cursor).id >> 32n);

function after(cursor: string): string {
	const { id, index } = readCursor(cursor);
	return index >= 4294967295 ? eventId(id + 1n, 0) : eventId(id, index + 1);
}

function readFilters(params: Params): Filter[] {
	const filters = (params.filters ?? []) as Filter[];
	if (!Array.isArray(filters) || filters.length > maxFilters)
		throw invalidParams('maximum 5 filters per request');
	for (const [i, f] of filters.entries()) {
		if (typesOf(f).some((type) => !['system', 'contract'].includes(type))) {
			throw invalidParams(
				`filter ${i + 1} invalid: filter type invalid: if set, type must be either 'system' or 'contract'`,
			);
		}
		if ((f.contractIds?.length ?? 0) > 5)
			throw invalidParams(`filter ${i + 1} invalid: maximum 5 contract IDs per filter`);
		if (f.contractIds?.some((id) => !StrKey.isValidContract(id))) {
			throw invalidParams(`filter ${i + 1} invalid: contract ID 1 invalid`);
		}
		if ((f.topics?.length ?? 0) > 5)
			throw invalidParams(`filter ${i + 1} invalid: maximum 5 topics per filter`);
		for (const topic of f.topics ?? []) checkTopic(topic, i);
	}
	return filters;
}

function checkTopic(topic: string[], filter: number): void {
	const open = topic.at(-1) === '**';
	const segments = open ? topic.slice(0, -1) : topic;
	if (segments.length > 4 || topic.length === 0) {
		throw invalidParams(
			`filter ${filter + 1} invalid: topic 1 invalid: topic must have between 1 and 4 segments`,
		);
	}
	for (const s of segments) {
		const bytes = new Uint8Array(Buffer.from(s, 'base64'));
		if (s !== '*' && !xdr.ScVal.validateXdr(bytes)) {
			throw invalidParams(`filter ${filter + 1} invalid: topic 1 invalid: segment is not a base64 ScVal`);
		}
	}
}

/** `type` may be a list with commas. */
const typesOf = (f: Filter): string[] => (f.type ? f.type.split(',') : []);

/** Filters, and the lists inside one, are alternatives. `*` is any one segment, a last `**` any rest. */
function matches(filters: Filter[], row: EventRow, topics: string[]): boolean {
	if (filters.length === 0) return true;
	return filters.some((f) => {
		if (f.type && !typesOf(f).includes(row.type)) return false;
		if (f.contractIds?.length && !f.contractIds.includes(row.contract)) return false;
		return !f.topics?.length || f.topics.some((t) => topicMatches(t, topics));
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
