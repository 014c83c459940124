import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { call, eventPages } from '#shared/chain/rpc.ts';
import { type EventState, readEventState } from '#shared/chain/state/event-state.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { type GuardianActRow, guardianActs } from '../models/guardian-acts.ts';
import { type ActDeps, actWaitMilliseconds, landedWithinMilliseconds } from './ask-guardian-act.ts';
import { pausedBy } from './event-status.ts';

type Row = GuardianActRow;
export type FindActsDeps = ActDeps & { registry: string; log: Logger };

const atOnce = 4;
const leaseMilliseconds = 30_000;
const [least, most] = [1_000, 60_000];

/**
 * Looks whether the guardian has done what support agreed to. The event itself shows it, so it does not matter who sent the call, or
 * which browser was closed meanwhile. An act that nobody agrees to in time lapses.
 */
export const findGuardianActs = (deps: FindActsDeps): Work<Row> => ({
	name: 'looking for acts of the guardian',
	most: atOnce,
	run: (row) => look(deps, row),
	...leasedRows(deps, { table: guardianActs, key: [guardianActs.id], leaseMilliseconds }),
});

async function look(deps: FindActsDeps, row: Row): Promise<void> {
	const { chain, clock, log } = deps;
	if (row.state === 'proposed') return end(deps, row, { state: 'lapsed', endedAt: new Date(clock.now()) });
	const { sequence } = await call(chain.rpcUrl, 'getLatestLedger');
	const state = await readEventState(chain.rpcUrl, row.event);
	const now = new Date(clock.now());
	if (isDone(state, row)) {
		const landed = await landedIn(deps, row, state.version);
		await end(deps, row, { state: 'done', ledger: sequence, ...landed, endedAt: now });
		log.info({ act: row.act, event: row.event, ...landed }, 'the guardian did what support agreed to');
		return;
	}
	const until = row.agreedAt!.getTime() + actWaitMilliseconds + landedWithinMilliseconds;
	if (now.getTime() > until) return end(deps, row, { state: 'lapsed', endedAt: now });
	const age = now.getTime() - row.agreedAt!.getTime();
	const pause = row.signedBy ? least : Math.min(most, Math.max(least, age / 20));
	await deps.db
		.update(guardianActs)
		.set({ wakeAt: new Date(now.getTime() + pause) })
		.where(isClaimed(row));
}

/** It was not so when it was asked for. */
function isDone(state: EventState, { act }: Row): boolean {
	if (act === 'freeze') return state.powers.frozenUntil > 0n;
	return pausedBy(state).registry === (act === 'pause');
}

/** The call that did it; nothing where the RPC has lost its ledger. */
async function landedIn(
	{ chain, registry }: FindActsDeps,
	{ event, act, sinceLedger }: Row,
	version: EventVersion,
): Promise<{ txHash: string; ledger: number } | null> {
	const isIts = (raw: RawEvent): boolean => {
		const name = raw.inSuccessfulContractCall ? passaName(raw) : null;
		if (name !== 'paused' && name !== 'frozen') return false;
		const read = version.decodeEvent(raw, event);
		if (read.name === 'frozen') return act === 'freeze';
		const { by, on } = read.name === 'paused' ? read.payload : { by: '', on: false };
		return act !== 'freeze' && by === registry && on === (act === 'pause');
	};
	try {
		const filter = { type: 'contract' as const, contractIds: [event] };
		for await (const { events } of eventPages(chain.rpcUrl, [filter], sinceLedger! + 1)) {
			const found = events.find(isIts);
			if (found) return { txHash: found.txHash, ledger: found.ledger };
		}
	} catch (error) {
		if (!(error instanceof PassaError) || error.code !== 'HISTORY_CUT') throw error;
	}
	return null;
}

async function end({ db }: FindActsDeps, row: Row, change: Partial<Row>): Promise<void> {
	await db
		.update(guardianActs)
		.set({ ...change, wakeAt: null })
		.where(isClaimed(row));
}

/** Nobody has moved it meanwhile. */
const isClaimed = ({ id, state }: Row) => and(eq(guardianActs.id, id), eq(guardianActs.state, state));
