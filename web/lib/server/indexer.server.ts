import { error } from '@sveltejs/kit';
import { webConfig } from './config.server.ts';

const timeoutMs = 5000;

/** One GET of the indexer's public API. Throws the page's error: 409 where the indexer is ambiguous, 404 for any other refusal, 503 for a fault. */
export async function fromIndexer<T>(path: string): Promise<T> {
	const response = await fetch(`${webConfig().INDEXER_URL}${path}`, {
		signal: AbortSignal.timeout(timeoutMs),
	}).catch(() => null);
	if (response?.status === 409) error(409, 'ambiguous');
	if (response && response.status >= 400 && response.status < 500 && response.status !== 429)
		error(404, 'not found');
	if (!response?.ok) error(503, 'unavailable');
	return (await response.json()) as T;
}
