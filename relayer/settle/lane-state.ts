import { call, entriesAt } from '#shared/chain/rpc.ts';
import {
	countersKey,
	entryNative,
	failuresOf,
	instanceIn,
	instanceKey,
} from '#shared/chain/state/event-state.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';

/** A lane of an event according to the chain, which decides what has landed. */
export type LaneState = {
	/** The last number that the contract accepted. */
	seq: number;
	/** The state belongs to this ledger or a later one … */
	ledger: number;
	/** … which closed at this time or later. Unix seconds. */
	closeTime: bigint;
	/** The event's version, and what the errors of a call on it mean. */
	version: EventVersion;
	failures: FailuresOfContracts;
};

export async function readLane(
	rpcUrl: string,
	event: string,
	lane: number,
	versions: EventVersions = eventVersions,
): Promise<LaneState> {
	// Reads the ledger first: everything read afterwards is at least as new.
	const latest = await call(rpcUrl, 'getLatestLedger');
	const { found, latestLedger } = await entriesAt(rpcUrl, [countersKey(event), instanceKey(event)]);
	const entry = found.get(countersKey(event));
	if (!entry) throw new PassaError('RPC_ERROR', `the RPC does not show the counters of event ${event}`);
	if (latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const instance = instanceIn(event, found, versions);
	const { version } = instance;
	const { lanes } = version.decodeCounters(entryNative<Uint8Array>(entry));
	return {
		seq: lanes[lane]!.seq,
		ledger: latest.sequence,
		closeTime: BigInt(latest.closeTime),
		version,
		failures: failuresOf(event, instance),
	};
}
