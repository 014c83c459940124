import { error } from '@sveltejs/kit';
import type { Problem } from '#shared/errors.ts';
import { webConfig } from './config.server.ts';

const timeoutMs = 5000;

/** `code` is the indexer's own, or SERVICE_UNREACHABLE if it does not answer. */
type Answer<T> = { ok: true; value: T } | { ok: false; status: number; code: string };

/** One GET of the indexer's public API, with its refusal if it refuses. */
export async function askIndexer<T>(path: string): Promise<Answer<T>> {
	try {
		const signal = AbortSignal.timeout(timeoutMs);
		const response = await fetch(`${webConfig().INDEXER_URL}${path}`, { signal });
		if (response.ok) return { ok: true, value: (await response.json()) as T };
		const { code = 'UNAVAILABLE' } = (await response.json()) as Partial<Problem>;
		return { ok: false, status: response.status, code };
	} catch {
		return { ok: false, status: 503, code: 'SERVICE_UNREACHABLE' };
	}
}

/**
 * The content of an answer. Throws the page's error: 409 if the indexer is ambiguous, 404 for any other refusal, 503
 * for a fault.
 */
export function unwrapAnswer<T>(answer: Answer<T>): T {
	if (answer.ok) return answer.value;
	const { status } = answer;
	if (status === 409) error(409, 'ambiguous');
	if (status >= 400 && status < 500 && status !== 429) error(404, 'not found');
	error(503, 'unavailable');
}

/** One GET of the indexer's public API. Throws as `unwrapAnswer`. */
export const fromIndexer = async <T>(path: string): Promise<T> => unwrapAnswer(await askIndexer<T>(path));

/** One page of a list. `restarted`: the cursor was none of this list, so it is the first page. */
export type ListPage<T> = { items: T[]; next: string | null; restarted: boolean };

/**
 * A page of one of the indexer's lists, from `cursor` on: anybody may write any cursor into an address. Throws as
 * `unwrapAnswer`.
 */
export async function pageFromIndexer<T>(
	path: string,
	query: Record<string, string>,
	cursor: string | null,
): Promise<ListPage<T>> {
	const read = (more: Record<string, string>) =>
		askIndexer<Omit<ListPage<T>, 'restarted'>>(`${path}?${new URLSearchParams({ ...query, ...more })}`);
	const answer = await read(cursor ? { cursor } : {});
	if (cursor && !answer.ok && answer.status === 400)
		return { ...unwrapAnswer(await read({})), restarted: true };
	return { ...unwrapAnswer(answer), restarted: false };
}
