import { call, entriesAt } from '#shared/chain/rpc.ts';
import { decodeHot } from '#shared/chain/state/counters.ts';
import { entryNative, hotKey } from '#shared/chain/state/event-state.ts';
import { PassaError } from '#shared/errors.ts';

/** A lane of an event as the chain has it: the truth about what has landed. */
export type LaneState = {
	/** The last number that was taken. */
	seq: number;
	/** The state is of this ledger or a later one … */
	ledger: number;
	/** … which closed at this time or later. Unix seconds. */
	closeTime: bigint;
};

export async function readLane(rpcUrl: string, event: string, lane: number): Promise<LaneState> {
	// The ledger first: what is read afterwards is at least as new.
	const latest = await call<{ sequence: number; closeTime: string }>(rpcUrl, 'getLatestLedger');
	const { found, latestLedger } = await entriesAt(rpcUrl, [hotKey(event)]);
	const entry = found.get(hotKey(event));
	if (!entry || latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const { lanes } = decodeHot(entryNative<Uint8Array>(entry));
	return { seq: lanes[lane]!.seq, ledger: latest.sequence, closeTime: BigInt(latest.closeTime) };
}
