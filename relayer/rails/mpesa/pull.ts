import type { Statement } from '../../reconcile/statement.ts';
import type { Call } from './call.ts';
import { isRefusal, refusalOf, refused, unreadable } from './errors.ts';
import { code, fields, readJson } from './json-readers.ts';
import { type Answer, isSuccess } from './request.ts';
import { readStatement } from './statement.ts';

/** Rows of a page, and the most pages of one span: a provider that pages for ever is not followed. */
const pageSize = 100;
const mostPages = 500;
/** Rows come in nested lists; lists below that belong to a row. */
const nested = 4;

/** A page's rows; null if the answer cannot be read as a page. */
type Page = { rows: unknown[]; body: string };

const answer = fields({ ResponseCode: code, Response: (value) => value });
const listed = '1000';
const none = '1001';
/**
 * Only words that say it of transactions: a service that "does not have any permission", or "no transactions service",
 * has read nothing, and an order must not end by that.
 */
const noneWords =
	/(does not|doesn.t) have any (available )?(transactions?|records?)\b|\bno (available )?(transactions?|records?)( (were )?(found|available)\b| for (this|the|that) (period|dates?|shortcode)\b|\W*$)/i;

/** The body of one request: `from` the offset of its first row. */
export type PullRequest = (offset: number) => Record<string, unknown>;

/**
 * Reads all pages of a span. Throws RailError if one cannot be read: the span then counts as unread. Daraja says "no
 * transactions" in several ways, by code, by HTTP 500 with a message, and by lists without rows.
 */
export async function pullAll(call: Call, request: PullRequest): Promise<Statement> {
	const found = new Map<string, unknown>();
	let before: Page | null = null;
	for (let [page, offset] = [0, 0]; page < mostPages; page++) {
		const read = pageOf(await call('/pulltransactions/v1/query', request(offset)));
		if (before && read.rows.length > 0 && sameRows(before, read)) {
			// A provider that ignores the offset has sent all of it, unless its page may have been cut.
			if (read.rows.length > pageSize) break;
			throw unreadable(read.body);
		}
		for (const row of read.rows) found.set(JSON.stringify(row), row);
		if (read.rows.length < pageSize) break;
		if (page === mostPages - 1) throw unreadable(read.body);
		offset += read.rows.length;
		before = read;
	}
	return readStatement([...found.values()]);
}

const sameRows = (a: Page, b: Page): boolean => JSON.stringify(a.rows) === JSON.stringify(b.rows);

function pageOf(found: Answer): Page {
	const { status, value, body } = found;
	const { ResponseCode, Response } = answer(value);
	if (ResponseCode === none || noneWords.test(refusalOf(value).message)) return { rows: [], body };
	if (!isSuccess(found)) throw refused(status, value, body);
	if (ResponseCode === '' && isRefusal(value)) throw refused(status, value, body);
	const rows = rowsOf(Response);
	if (rows === null || (ResponseCode !== listed && rows.length === 0)) throw unreadable(body);
	return { rows, body };
}

function rowsOfText(text: string): unknown[] | null {
	const read = readJson(text);
	return read === undefined ? null : rowsOf(read);
}

/** Null if there is no list. It may be JSON within a text, null or empty, one row, or rows in nested lists. */
function rowsOf(response: unknown): unknown[] | null {
	if (response === null || response === undefined) return [];
	if (typeof response === 'string') return response.trim() === '' ? [] : rowsOfText(response);
	if (Array.isArray(response)) {
		const rows = response.flat(nested);
		// One text may be a whole list; a row that is no list is flagged as a row.
		return rows.length === 1 && typeof rows[0] === 'string' ? (rowsOf(rows[0]) ?? rows) : rows;
	}
	if (typeof response !== 'object') return null;
	return Object.keys(response).length === 0 ? [] : [response];
}
