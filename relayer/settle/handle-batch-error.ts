import { authorisedUntil } from '#shared/chain/submit/authorise.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { batches } from '../models/batches.ts';
import { untouched } from './batch-conditions.ts';
import {
	batchErrorOf,
	type FinalError,
	isAlarm,
	isFinal,
	isPostponed,
	isRefund,
} from './batch-error-policy.ts';
import { dissolveBatch } from './dissolve-batch.ts';
import { type LaneState, readLane } from './lane-state.ts';
import { type RolesRefused, rolesRefused } from './refused-roles.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

const firstWait = 500;
const longestWait = 10_000;
/** How long a closed event may open again before money goes back. */
const patienceMilliseconds = 10 * 60_000;
/** How often a batch is refused before it becomes a case. */
const patienceAttempts = 5;

/** Whether the newest envelope may still land, after a state that does not show it. */
export const envelopeMayLand = ({ envelope, validUntil, error }: BatchRow, state: LaneState): boolean =>
	envelope !== null && error !== 'TRANSACTION_FAILED' && state.closeTime <= validUntil!;

/** Delays a batch after an error, longer each time, or dissolves it if that is safe. */
export async function handleBatchError(deps: SettleDeps, batch: BatchRow, error: unknown): Promise<void> {
	const code = batchErrorOf(error);
	const { event, lane, seq, attempts } = batch;
	const { message } = error as Error;
	const isKnown = isPostponed(code) && batch.error === code;
	if (!isKnown)
		deps.log[isAlarm(code) ? 'error' : 'warn'](
			{ event, lane, seq, attempts, error: code, message },
			'batch not settled, retrying',
		);
	if (isFinal(code) && (isForGood(error) || patienceIsOver(batch, code, deps.clock.now()))) {
		const { chain, registry, versions } = deps;
		const state = await readLane(chain.rpcUrl, { registry, event, lane }, versions);
		if (isDead(deps, batch, state)) return dissolveBatch(deps, batch, code);
	}
	const wait = Math.min(firstWait * 2 ** Math.min(attempts, 10), longestWait);
	await deps.db
		.update(batches)
		.set({ error: code, attempts: attempts + 1, wakeAt: new Date(nowOf(deps).getTime() + wait) })
		.where(untouched(batch));
}

/** Throws if a batch must wait, before anything is signed or sent for it. */
export function assertMaySettle({ signer }: SettleDeps, { registry, closed }: LaneState): void {
	const ours = { relayer: signer.relayer.publicKey(), treasury: signer.treasury.publicKey() };
	const refused = rolesRefused(registry, ours);
	if (refused) throw new PassaError(refused, words[refused]);
	if (closed) {
		const detail = { closed, forGood: closed === 'CANCELLED' };
		throw new PassaError('SALES_CLOSED', `the event sells nothing now: ${closed}`, { detail });
	}
}

const words: Record<RolesRefused, string> = {
	RELAYER_DISABLED: 'the guardian has disabled the relayer: the admin proposes one again',
	ROLES_CHANGED: 'the registry names another relayer or treasury than this process has keys of',
};

/** A cancelled event never sells again. */
const isForGood = (error: unknown): boolean => error instanceof PassaError && error.detail.forGood === true;

const patienceIsOver = ({ boundAt, attempts }: BatchRow, error: FinalError, now: number): boolean =>
	isRefund(error) ? now - boundAt.getTime() >= patienceMilliseconds : attempts >= patienceAttempts;

/** Whether this payload has not landed and never will: its envelope and the authorisations in it have expired. */
export function isDead({ chain }: Pick<SettleDeps, 'chain'>, batch: BatchRow, state: LaneState): boolean {
	if (state.seq >= batch.seq || envelopeMayLand(batch, state)) return false;
	return batch.envelope === null || state.ledger >= authorisedUntil(batch.envelope, chain.passphrase);
}
