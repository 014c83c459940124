import type { Logger } from 'pino';
import { PassaError } from '#shared/errors.ts';
import { type DueMovements, movementsDue, movementsLeft, storeMovements } from '../models/movements.ts';
import type { Database } from '../models/schema.ts';
import type { Source } from './rpc-source.ts';

/** `ledger`: the last one that the index has read. What a source claims to cover beyond it is not believed. */
type KeepOptions = { db: Database; source: Source; ledger: number };

/** Half a day: an event at rest is read so often, since a node keeps seven days. */
const restingLedgers = 8_640;
const atOnce = 5;
/** The source's oldest ledger moves on while it is read. */
const tries = 3;

/**
 * Reads the asset's movements of events that changed, or whose movements were not read for half a day: money may
 * reach a contract without a call of ours. An event that fails holds up no other.
 */
export async function keepMovements(options: KeepOptions & { log: Logger; round: number }): Promise<void> {
	const { db, ledger, log, round } = options;
	const due = await movementsDue(db, ledger, restingLedgers);
	// Each round begins elsewhere: otherwise events that always fail would always come first.
	const first = due.length > atOnce ? (round * atOnce) % due.length : 0;
	for (const each of [...due.slice(first), ...due.slice(0, first)].slice(0, atOnce))
		await keep(options, each).catch((error) =>
			log.warn({ err: error, no: each.eventNo }, 'the movements of this event cannot be read now'),
		);
}

/** Reads what is left of one event now. Throws the source's error. */
export const keepMovementsOf = async (options: KeepOptions, no: number): Promise<void> =>
	keep(options, await movementsLeft(options.db, no));

async function keep({ db, source, ledger }: KeepOptions, due: DueMovements): Promise<void> {
	// A source refuses to be asked for ledgers that are not there yet.
	for (let attempt = 0, start = due.startLedger; start <= ledger; attempt++) {
		try {
			const { events, latestLedger } = await source.movements(due.asset, due.address, start);
			const covered = Math.min(latestLedger, ledger);
			if (covered < start) return;
			const found = events.filter((e) => e.inSuccessfulContractCall);
			// What lies before a hole is no longer covered.
			const sinceLedger = start === due.startLedger ? (due.sinceLedger ?? start) : start;
			return await db.transaction((tx) =>
				storeMovements(tx, due.eventNo, found, { sinceLedger, ledger: covered }),
			);
		} catch (error) {
			const { code, detail } = error as PassaError;
			const oldest = Number(detail?.oldest);
			if (!(error instanceof PassaError) || code !== 'HISTORY_CUT' || attempt === tries || !(oldest > start))
				throw error;
			start = oldest;
		}
	}
}
