import { call, entriesAt } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import {
	type DecodeStateError,
	dataKey,
	decodeEventState,
	type EventState,
	entryNative,
	failuresOf,
	instanceKey,
	movedKey,
	orderKey,
	stateKeys,
} from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { type RegistryState, registryIn } from '#shared/chain/state/read-registry-config.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { closingOf } from '../settle/sales-closed.ts';
import type { ListingFacts } from './decide-buy.ts';

export type ListingSource = { chain: { rpcUrl: string }; registry: string; versions?: EventVersions };

/** What the chain shows of a ticket and its event, in this ledger or a later one. */
export type ListingReading = {
	facts: ListingFacts;
	tier: number;
	/** Of resales in this event: which share of a price is the event's. */
	royaltyBps: number;
	version: number;
	state: EventState;
	registry: RegistryState;
	ledger: number;
	failures: FailuresOfContracts;
};

export type ReadListingError = RpcError | DecodeStateError | PassaError<'TICKET_UNKNOWN'>;

/** Throws ReadListingError: TICKET_UNKNOWN where the event has no such ticket. */
export async function readListing(
	{ chain, registry, versions = eventVersions }: ListingSource,
	event: string,
	ticket: bigint,
): Promise<ListingReading> {
	const { order: id, index } = orderOf(ticket);
	const latest = await call(chain.rpcUrl, 'getLatestLedger');
	const orderKeys = new Set(Object.values(versions).map((version) => orderKey(event, id, version)));
	const keys = [...stateKeys(event, versions), instanceKey(registry), ...orderKeys];
	const { found, latestLedger } = await entriesAt(chain.rpcUrl, keys);
	if (latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const state = decodeEventState(event, found, versions);
	const { version, terms, powers } = state;
	const entry = found.get(orderKey(event, id, version));
	const order = entry && version.decodeOrder(entryNative(entry));
	if (!order || index >= order.count)
		throw new PassaError('TICKET_UNKNOWN', 'There is no such ticket.', { status: 404 });
	const [movedAt, listedKey] = [movedKey(event, ticket, version), version.keys.listed(ticket)];
	const listedAt = listedKey && dataKey(event, listedKey);
	const own = (await entriesAt(chain.rpcUrl, [movedAt, ...(listedAt ? [listedAt] : [])])).found;
	const isMoved = ((order.moved >> index) & 1) === 1;
	const movedEntry = isMoved ? own.get(movedAt) : undefined;
	const listed = listedAt ? own.get(listedAt) : undefined;
	const holder = movedEntry ? version.decodeMoved(entryNative(movedEntry)) : order;
	const closeTime = BigInt(latest.closeTime);
	return {
		facts: {
			now: closeTime,
			closed: closingOf(state, closeTime).closed,
			freezeAt: terms.policy.freeze_at,
			frozenUntil: powers.frozenUntil,
			owner: holder.owner,
			custodial: holder.custodial,
			resales: holder.resales,
			refunded: ((order.refunded >> index) & 1) === 1,
			price: listed && version.decodeSum ? version.decodeSum(entryNative(listed)) : null,
		},
		tier: order.tier,
		royaltyBps: terms.policy.royalty_bps,
		version: version.version,
		state,
		registry: registryIn(found.get(instanceKey(registry))),
		ledger: latest.sequence,
		failures: failuresOf(event, state),
	};
}
