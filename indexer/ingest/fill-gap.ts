import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Database } from '../models/schema.ts';
import { applyLedger, type LedgerRange, type MessagesOf, type Position } from './apply-ledger.ts';
import { confirmEvents, type OurContracts } from './confirm-events.ts';
import type { LedgersPage, Source } from './rpc-source.ts';

export type GapOptions = {
	db: Database;
	source: Source;
	/** Base64 of the first topic of our events. */
	topic: string;
	messagesOf: MessagesOf;
	/** The versions of the event contract that this indexer knows. */
	versions?: EventVersions;
};

/** Each ledger carries all of its meta, so a page holds few. */
const ledgersPerPage = 20;

/**
 * Reads ledgers whose events the source has dropped. Some sources keep whole ledgers longer than events: it reads
 * those, one by one, until the events begin. Throws SOURCE_GAP if the ledgers are gone too: then a person must act.
 */
export async function fillGap(
	{ db, source, topic, messagesOf, versions }: GapOptions,
	epoch: number,
	from: Position,
	range: LedgerRange,
	ours: OurContracts,
): Promise<Position> {
	let position = from;
	while (position.ledger + 1 < range.oldestLedger) {
		const next = position.ledger + 1;
		const { ledgers } = await source.ledgers(next, ledgersPerPage).catch((error: PassaError): LedgersPage => {
			if (error.code !== 'SOURCE_RANGE') throw error;
			return { ledgers: [], ...range };
		});
		if (ledgers[0]?.sequence !== next) {
			throw new PassaError(
				'SOURCE_GAP',
				`ledgers ${next} to ${range.oldestLedger - 1} are gone from the source and were never read`,
			);
		}
		for (const info of ledgers) {
			// Without a page every event comes from the ledger's own meta.
			const ledger = confirmEvents(info, [], topic, ours);
			if (!ledger.proven)
				throw new PassaError(
					'SOURCE_GAP',
					`ledger ${info.sequence} cannot be decoded: is this release too old?`,
				);
			const applied = await applyLedger(db, epoch, position, ledger, range, messagesOf, versions);
			position = applied.position;
		}
	}
	return position;
}
