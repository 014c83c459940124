import { PassaError } from '#shared/errors.ts';
import type { Ledger, LedgerRange, Position, WriteOptions } from './apply-ledgers.ts';
import { confirmEvents, type OurContracts } from './confirm-events.ts';
import { LedgerQueue } from './ledger-queue.ts';
import type { LedgerInfo, LedgersPage, Source } from './rpc-source.ts';

export type GapOptions = WriteOptions & {
	source: Source;
	/** Base64 of the first topic of our events. */
	topic: string;
};

/** Each ledger carries all of its meta, so a page holds few. */
const ledgersPerPage = 20;

/**
 * Reads ledgers whose events the source has dropped. Some sources keep whole ledgers longer than events: it reads
 * those, one by one, until the events begin. Throws SOURCE_GAP if the ledgers are gone too: then a person must act.
 */
export async function fillGap(
	o: GapOptions,
	epoch: number,
	from: Position,
	range: LedgerRange,
	ours: OurContracts,
): Promise<Position> {
	const queue = new LedgerQueue({ ...o, epoch, range, from });
	try {
		for (let next = from.ledger + 1; next < range.oldestLedger; )
			for (const info of await ledgersFrom(o.source, next, range)) {
				await queue.add(confirmedAlone(info, o.topic, ours));
				next = info.sequence + 1;
			}
	} finally {
		await queue.end();
	}
	return queue.position;
}

/** Throws SOURCE_GAP if the source has dropped them. */
async function ledgersFrom(source: Source, next: number, range: LedgerRange): Promise<LedgerInfo[]> {
	const { ledgers } = await source.ledgers(next, ledgersPerPage).catch((error: PassaError): LedgersPage => {
		if (error.code !== 'SOURCE_RANGE') throw error;
		return { ledgers: [], ...range };
	});
	if (ledgers[0]?.sequence === next) return ledgers;
	throw new PassaError(
		'SOURCE_GAP',
		`ledgers ${next} to ${range.oldestLedger - 1} are gone from the source and were never read`,
	);
}

/** Without a page every event comes from the ledger's own meta. Throws SOURCE_GAP if that cannot be decoded. */
function confirmedAlone(info: LedgerInfo, topic: string, ours: OurContracts): Ledger {
	const ledger = confirmEvents(info, [], topic, ours);
	if (ledger.proven) return ledger;
	throw new PassaError('SOURCE_GAP', `ledger ${info.sequence} cannot be decoded: is this release too old?`);
}
