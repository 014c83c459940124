import { badRequest } from './problem.ts';

/** A place in history: `operation` counts from 0. */
export type After = { ledger: number; place: number };
export type PageQuery = { after: After | null; limit: number; descending: boolean };

const usual = 10;
const most = 200;
/** The bits of a place that number a transaction's operations. A TOID counts those from 1. */
const everyOperation = 0xfff;

/** `cursor`, `limit` and `order` of a collection. Throws a Problem that names the wrong one. */
export function readPage(query: URLSearchParams, of: 'operations' | 'transactions'): PageQuery {
	const { limit, descending } = readOrder(query);
	const after = readCursor(query.get('cursor'));
	if (after && of === 'transactions' && !descending) after.place |= everyOperation;
	if (after && of === 'operations') after.place -= 1;
	return { after, limit, descending };
}

/** A page of records that are all read, by their paging tokens. Throws as `readPage`. */
export function pageOf<T extends { paging_token: string }>(query: URLSearchParams, all: T[]): T[] {
	const { limit, descending } = readOrder(query);
	const cursor = query.get('cursor');
	const sign = descending ? -1 : 1;
	const compare = (a: string, b: string) => (a < b ? -sign : a > b ? sign : 0);
	return all
		.filter((each) => !cursor || compare(each.paging_token, cursor) > 0)
		.sort((a, b) => compare(a.paging_token, b.paging_token))
		.slice(0, limit);
}

function readOrder(query: URLSearchParams): Pick<PageQuery, 'limit' | 'descending'> {
	const order = query.get('order') || 'asc';
	if (order !== 'asc' && order !== 'desc') throw badRequest('order', 'order: invalid value');
	const limit = query.get('limit') ? Number(query.get('limit')) : usual;
	if (!Number.isInteger(limit) || limit < 1 || limit > most) {
		throw badRequest('limit', `limit: a whole number from 1 to ${most}`);
	}
	return { limit, descending: order === 'desc' };
}

/** A TOID. `now` is past everything there is. */
function readCursor(text: string | null): After | null {
	if (!text) return null;
	if (text === 'now') return { ledger: Number.MAX_SAFE_INTEGER, place: 0 };
	if (!/^\d{1,19}$/.test(text)) throw badRequest('cursor', 'cursor: invalid value');
	const id = BigInt(text);
	return { ledger: Number(id >> 32n), place: Number(id & 0xffffffffn) };
}

/** A collection as Horizon frames it. `next` goes on after the last record, `prev` turns back before the first. */
export function collection(url: URL, records: { paging_token: string }[]): object {
	const descending = url.searchParams.get('order') === 'desc';
	const link = (cursor: string | undefined, desc: boolean) => {
		const to = new URL(url);
		to.searchParams.set('order', desc ? 'desc' : 'asc');
		if (cursor !== undefined) to.searchParams.set('cursor', cursor);
		return { href: to.href };
	};
	return {
		_links: {
			self: { href: url.href },
			next: link(records.at(-1)?.paging_token, descending),
			prev: link(records[0]?.paging_token, !descending),
		},
		_embedded: { records },
	};
}
