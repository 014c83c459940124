import { ledgersBetween } from './ledger-header.ts';
import type { LedgerInfo, Source } from './rpc-source.ts';

/** Ledgers `from` to `to`, both included: one request reads them. */
export type Run = { from: number; to: number };

/** Each ledger carries all of its meta, so a request asks for few. */
const ledgersAtOnce = 10;
/** At most so many ledgers are asked for and not yet taken: this bounds memory. */
const ledgersAhead = 20;
const requestsAhead = 8;

/** Neighbours share a request; no ledger is read that nobody wants. `sequences` are in order. */
export function runsOf(sequences: number[]): Run[] {
	const runs: Run[] = [];
	for (const sequence of sequences) {
		const last = runs.at(-1);
		if (last && last.to === sequence - 1 && sequence - last.from < ledgersAtOnce) last.to = sequence;
		else runs.push({ from: sequence, to: sequence });
	}
	return runs;
}

/**
 * Reads runs of ledgers in order, some requests ahead: the source answers while the caller writes. A request that fails
 * costs none of the ledgers before it. Throws RPC_ERROR and SOURCE_RANGE.
 */
export async function* readAhead(source: Source, runs: Run[]): AsyncGenerator<LedgerInfo> {
	const asked: { run: Run; answer: Promise<LedgerInfo[]> }[] = [];
	let next = 0;
	const pending = (): number => asked.reduce((sum, { run }) => sum + sizeOf(run), 0);
	const isRoomFor = (run: Run): boolean =>
		asked.length === 0 || (asked.length < requestsAhead && pending() + sizeOf(run) <= ledgersAhead);
	for (;;) {
		for (; next < runs.length && isRoomFor(runs[next]!); next++) {
			const run = runs[next]!;
			const answer = ledgersBetween(source, run.from, run.to);
			// Thrown where the caller comes to it.
			answer.catch(() => {});
			asked.push({ run, answer });
		}
		const first = asked[0];
		if (!first) return;
		yield* await first.answer;
		asked.shift();
	}
}

const sizeOf = ({ from, to }: Run): number => to - from + 1;
