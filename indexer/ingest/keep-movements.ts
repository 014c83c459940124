import { PassaError } from '#shared/errors.ts';
import { type DueMovements, movementsDue, movementsLeft, storeMovements } from '../models/movements.ts';
import type { Database } from '../models/schema.ts';
import type { Source } from './rpc-source.ts';

type KeepOptions = { db: Database; source: Source };

/** Of an event at rest: half a day, where a node keeps seven. */
const restingLedgers = 8_640;
const atOnce = 5;
/** The source's oldest ledger moves on while it is read. */
const tries = 3;

/**
 * Reads the asset's movements of events that changed, or whose movements were not read for half a day: money may reach a contract
 * without a call of ours. Returns how many events it read.
 */
export async function keepMovements({ db, source }: KeepOptions, ledger: number): Promise<number> {
	const due = await movementsDue(db, ledger, { age: restingLedgers, limit: atOnce });
	for (const each of due) await keep({ db, source }, each);
	return due.length;
}

/** Reads what is left of one event now. Throws the source's error. */
export const keepMovementsOf = async (options: KeepOptions, no: number): Promise<void> =>
	keep(options, await movementsLeft(options.db, no));

async function keep({ db, source }: KeepOptions, due: DueMovements): Promise<void> {
	for (let attempt = 0, start = due.startLedger; ; attempt++) {
		try {
			const { events, latestLedger } = await source.movements(due.asset, due.address, start);
			if (latestLedger < start) return;
			const found = events.filter((e) => e.inSuccessfulContractCall);
			// What a hole lies before is covered no more.
			const sinceLedger = start === due.startLedger ? (due.sinceLedger ?? start) : start;
			return await db.transaction((tx) =>
				storeMovements(tx, due.eventNo, found, { sinceLedger, ledger: latestLedger }),
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
