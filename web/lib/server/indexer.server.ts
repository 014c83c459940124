import { error } from '@sveltejs/kit';
import { webConfig } from './config.server.ts';

const timeoutMs = 5000;

/** One GET of the indexer's public API. 404 becomes the page's own; anything else is "try again". */
export async function fromIndexer<T>(path: string): Promise<T> {
	const response = await fetch(`${webConfig().INDEXER_URL}${path}`, {
		signal: AbortSignal.timeout(timeoutMs),
	}).catch(() => null);
	if (response?.status === 404) error(404, 'not found');
	if (!response?.ok) error(503, 'unavailable');
	return (await response.json()) as T;
}
