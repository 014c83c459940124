import { PassaError } from '#shared/errors.ts';
import { applyLedger, type Position, type Range } from './apply.ts';
import type { FollowOptions } from './follow.ts';
import { headerOf } from './header.ts';
import { eventsOfLedger } from './ledger-meta.ts';
import type { LedgersPage } from './rpc.ts';

/** Ledgers carry all of their meta: few at a time. */
const ledgersAtOnce = 20;

/**
 * The source has dropped the events that come next. Some sources keep whole ledgers longer: read those, one by one,
 * until the events begin. Throws SOURCE_GAP where they are gone as well: then nobody goes on without a person.
 */
export async function fillGap(
	{ db, source, topic, tell, versions }: FollowOptions,
	epoch: number,
	from: Position,
	range: Range,
): Promise<Position> {
	let position = from;
	while (position.ledger + 1 < range.oldestLedger) {
		const next = position.ledger + 1;
		const { ledgers } = await source.ledgers(next, ledgersAtOnce).catch((error: PassaError): LedgersPage => {
			if (error.code === 'SOURCE_UNREACHABLE') throw error;
			return { ledgers: [], ...range };
		});
		if (ledgers[0]?.sequence !== next) {
			throw new PassaError(
				'SOURCE_GAP',
				`ledgers ${next} to ${range.oldestLedger - 1} are gone from the source and were never read`,
			);
		}
		for (const info of ledgers) {
			const ledger = { header: headerOf(info), events: eventsOfLedger(info, topic) };
			position = await applyLedger(db, epoch, position, ledger, range, tell, versions);
		}
	}
	return position;
}
