import { batches } from '../models/batches.ts';
import { batchErrorOf, type FinalError, isAlarm, isFinal, isRefund } from './batch-error-policy.ts';
import { untouched } from './batch-rows.ts';
import { dissolveBatch } from './dissolve-batch.ts';
import { type LaneState, readLane } from './lane-state.ts';
import { type BatchRow, nowOf, type SettleDeps } from './settle-deps.ts';
import { authorisedUntil } from './sign-batch.ts';

const firstWait = 500;
const longestWait = 10_000;
/** How long a closed event may open again before money goes back. */
const patienceMilliseconds = 10 * 60_000;
/** How often a batch is refused before it becomes a case. */
const patienceAttempts = 5;

/** Whether the newest envelope may still land, after a state that does not show it. */
export const mayStillLand = ({ envelope, validUntil, error }: BatchRow, state: LaneState): boolean =>
	envelope !== null && error !== 'TRANSACTION_FAILED' && state.closeTime <= validUntil!;

/** Delays a batch after an error, longer each time, or dissolves it where that is safe. */
export async function handleBatchError(deps: SettleDeps, batch: BatchRow, error: unknown): Promise<void> {
	const code = batchErrorOf(error);
	const { event, lane, seq, attempts } = batch;
	const { message } = error as Error;
	deps.log[isAlarm(code) ? 'error' : 'warn'](
		{ event, lane, seq, attempts, error: code, message },
		'not settled yet',
	);
	if (isFinal(code) && patienceIsOver(batch, code, deps.clock.now())) {
		if (await isDead(deps, batch)) return dissolveBatch(deps, batch, code);
	}
	const wait = Math.min(firstWait * 2 ** Math.min(attempts, 10), longestWait);
	await deps.db
		.update(batches)
		.set({ error: code, attempts: attempts + 1, wakeAt: new Date(nowOf(deps).getTime() + wait) })
		.where(untouched(batch));
}

const patienceIsOver = ({ boundAt, attempts }: BatchRow, error: FinalError, now: number): boolean =>
	isRefund(error) ? now - boundAt.getTime() >= patienceMilliseconds : attempts >= patienceAttempts;

/** Whether this payload has not landed and never will: its envelope and the authorisations in it have expired. */
async function isDead({ chain, versions }: SettleDeps, batch: BatchRow): Promise<boolean> {
	const state = await readLane(chain.rpcUrl, batch.event, batch.lane, versions);
	if (state.seq >= batch.seq || mayStillLand(batch, state)) return false;
	return batch.envelope === null || state.ledger >= authorisedUntil(batch.envelope, chain.passphrase);
}
