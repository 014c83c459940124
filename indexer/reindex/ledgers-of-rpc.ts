import { and, between, gt } from 'drizzle-orm';
import { scannedLedger } from '#shared/chain/rpc.ts';
import { PassaError } from '#shared/errors.ts';
import type { OurContracts } from '../ingest/confirm-events.ts';
import { readAhead, runsOf } from '../ingest/read-ahead.ts';
import type { EventsPage, LedgerInfo, Source } from '../ingest/rpc-source.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { ledgers } from '../models/ledgers.ts';
import type { Reader } from '../models/schema.ts';

/**
 * The ledgers with events of ours that a node still has, up to the last one that the index has read: those that the
 * node's pages name, and those that are stored. Throws HISTORY_CUT if the node has none of these ledgers, and
 * RpcError.
 */
export async function* ledgersOfRpc(
	source: Source,
	db: Reader,
	at: Checkpoint,
	ours: OurContracts,
): AsyncGenerator<LedgerInfo> {
	const { oldest, first } = await firstPage(source, at);
	const wanted = await pagedLedgers(source, first, at.ledger, ours);
	const stored = await db
		.select({ sequence: ledgers.sequence })
		.from(ledgers)
		.where(and(between(ledgers.sequence, oldest, at.ledger), gt(ledgers.eventCount, 0)));
	for (const { sequence } of stored) wanted.add(sequence);
	yield* readAhead(source, runsOf([...wanted].sort((a, b) => a - b)));
}

/** From the first ledger of the index on, or the oldest that the node has. */
async function firstPage(
	source: Source,
	{ startLedger, ledger }: Checkpoint,
): Promise<{ oldest: number; first: EventsPage }> {
	for (let start = startLedger, tries = 0; ; tries++) {
		if (start > ledger)
			throw new PassaError(
				'HISTORY_CUT',
				`the RPC has no ledger before ${start}, and the index has read up to ${ledger}: give an evidence file, or ledgers of an archive`,
			);
		try {
			return { oldest: start, first: await source.events({ startLedger: start }) };
		} catch (error) {
			const oldest = Number((error as PassaError).detail?.oldest);
			// The node's oldest ledger moves on while it is asked.
			if ((error as PassaError).code !== 'SOURCE_RANGE' || !(oldest > start) || tries === 3) throw error;
			start = oldest;
		}
	}
}

async function pagedLedgers(
	source: Source,
	first: EventsPage,
	upTo: number,
	ours: OurContracts,
): Promise<Set<number>> {
	const found = new Set<number>();
	for (let page = first; ; page = await source.events({ cursor: page.cursor })) {
		ours.addAnnounced(page.events);
		for (const { contractId, ledger } of page.events)
			if (ours.has(contractId) && ledger <= upTo) found.add(ledger);
		if (scannedLedger(page.cursor) >= Math.min(upTo, page.latestLedger)) return found;
	}
}
