import { call, entriesAt } from '#shared/chain/rpc.ts';
import {
	countersKey,
	decodeEventState,
	type EventState,
	failuresOf,
	instanceKey,
	stateKeys,
} from '#shared/chain/state/event-state.ts';
import { type RegistryState, registryIn } from '#shared/chain/state/read-registry-config.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Closed } from '../models/tiers.ts';
import { closingOf } from './sales-closed.ts';

/** A lane of an event according to the chain, which decides what has landed. */
export type LaneState = Pick<EventState, 'version' | 'terms'> & {
	/** The last number that the contract accepted. */
	seq: number;
	/** The state belongs to this ledger or a later one … */
	ledger: number;
	/** … which closed at this time or later. Unix seconds. */
	closeTime: bigint;
	/** Why the event sells nothing now; null if it sells. */
	closed: Closed | null;
	registry: RegistryState;
	/** What the errors of a call on the event mean. */
	failures: FailuresOfContracts;
};

export async function readLane(
	rpcUrl: string,
	{ registry, event, lane }: { registry: string; event: string; lane: number },
	versions: EventVersions = eventVersions,
): Promise<LaneState> {
	// Reads the ledger first: everything read afterwards is at least as new.
	const latest = await call(rpcUrl, 'getLatestLedger');
	const keys = [...stateKeys(event, versions), instanceKey(registry)];
	const { found, latestLedger } = await entriesAt(rpcUrl, keys);
	if (!Object.values(versions).some((version) => found.has(countersKey(event, version))))
		throw new PassaError('RPC_ERROR', `the RPC does not show the counters of event ${event}`);
	if (latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const state = decodeEventState(event, found, versions);
	const closeTime = BigInt(latest.closeTime);
	return {
		seq: state.counters.lanes[lane]!.seq,
		ledger: latest.sequence,
		closeTime,
		closed: closingOf(state, closeTime).closed,
		registry: registryIn(found.get(instanceKey(registry))),
		version: state.version,
		terms: state.terms,
		failures: failuresOf(event, state),
	};
}
