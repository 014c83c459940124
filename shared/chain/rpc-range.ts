import type { PassaError } from '#shared/errors.ts';
import { mostLedger } from './forms.ts';

export type LedgerRange = { oldest: number; latest: number };

/** Two ledgers of a range, as providers write it. The first of them is the oldest one. */
const wordings = [
	/oldest\D{0,40}(\d+)\D+(?:latest|newest)\D{0,40}(\d+)/i,
	/(\d+)\s*(?:-|–|—|to|and|\.{2,3})\s*(\d+)/i,
	/[[(]\s*(\d+)\s*[,;]\s*(\d+)\s*[\])]/,
];

/**
 * The range of ledgers in a refusal of `asked`; null if its words have none. Providers word it differently, and a
 * range that has `asked`, or ledgers that cannot be, is about something else.
 */
export function rangeIn(message: string, asked: number): LedgerRange | null {
	for (const wording of wordings) {
		const found = wording.exec(message);
		if (!found) continue;
		const [oldest, latest] = [Number(found[1]), Number(found[2])];
		if (oldest <= latest && latest <= mostLedger && (asked < oldest || asked > latest))
			return { oldest, latest };
	}
	return null;
}

/** The range of ledgers that a refusal is about: from its words, else from `readRange`, the node's own statement. */
export async function refusedRange(
	error: PassaError,
	asked: number,
	readRange: () => Promise<{ oldestLedger: number; latestLedger: number }>,
): Promise<LedgerRange | null> {
	const { rpcMessage } = error.detail as { rpcMessage?: string };
	if (rpcMessage === undefined) return null;
	const worded = rangeIn(rpcMessage, asked);
	if (worded) return worded;
	const stated = await readRange().catch(() => null);
	if (!stated || (asked >= stated.oldestLedger && asked <= stated.latestLedger)) return null;
	return { oldest: stated.oldestLedger, latest: stated.latestLedger };
}
