import type { OrderWithTimes } from '#indexer/client.ts';
import { askIndexer, unwrapAnswer } from './indexer.server.ts';

/** The ledger is not read yet, or cannot be. */
const notThere = new Set(['LEDGER_NOT_READ', 'LEDGER_AHEAD']);

/**
 * An order once the indexer has read `ledger`, if one is named; one that is there already is shown, whatever ledger an
 * address names. Throws as `unwrapAnswer`.
 */
export async function orderAt(id: string, no: number | null, ledger: number | null): Promise<OrderWithTimes> {
	const read = (minLedger: number | null) => {
		const query = new URLSearchParams();
		if (minLedger !== null) query.set('minLedger', String(minLedger));
		if (no !== null) query.set('event', String(no));
		return askIndexer<OrderWithTimes>(`/v1/orders/${encodeURIComponent(id)}?${query}`);
	};
	const answer = await read(ledger);
	if (answer.ok || !notThere.has(answer.code)) return unwrapAnswer(answer);
	const present = await read(null);
	return unwrapAnswer(present.ok ? present : answer);
}

/** A number in an address; null if there is none. */
export function wholeIn(url: URL, name: string): number | null {
	const text = url.searchParams.get(name) ?? '';
	return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
