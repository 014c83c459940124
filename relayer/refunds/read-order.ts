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
import { ticketId } from '#shared/chain/state/ids.ts';
import { type RegistryState, registryIn } from '#shared/chain/state/read-registry-config.ts';
import type { MovedTicket, Order, Payer } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Reader } from '../models/schema.ts';
import { enteredMask } from '../orders/entered-tickets.ts';

export type ChainSource = {
	chain: { rpcUrl: string };
	registry: string;
	db: Reader;
	versions?: EventVersions;
};

/**
 * A ticket as the chain shows it. `used`: also where a gate let it in and its check-in is on its way. `ours`: the treasury paid for it, so that its money comes back to the treasury.
 * `resales`: how often fans have sold it.
 */
export type ReadTicket = {
	refunded: boolean;
	used: boolean;
	listed: boolean;
	ours: boolean;
	custodial: boolean;
	owner: string;
	resales: number;
};

/** What the chain shows of an order and its event: in this ledger, which closed at this time (Unix seconds), or later. */
export type OrderReading = {
	state: EventState;
	registry: RegistryState;
	order: Order;
	tickets: ReadTicket[];
	ledger: number;
	closeTime: bigint;
	failures: FailuresOfContracts;
};

export type ReadOrderError = RpcError | DecodeStateError;

/** Null if the RPC does not show the order. Throws ReadOrderError. */
export async function readOrder(
	{ chain, registry, db, versions = eventVersions }: ChainSource,
	event: string,
	id: bigint,
): Promise<OrderReading | null> {
	const latest = await call(chain.rpcUrl, 'getLatestLedger');
	const orderKeys = new Set(Object.values(versions).map((version) => orderKey(event, id, version)));
	const keys = [...stateKeys(event, versions), instanceKey(registry), ...orderKeys];
	const { found, latestLedger } = await entriesAt(chain.rpcUrl, keys);
	if (latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const state = decodeEventState(event, found, versions);
	const entry = found.get(orderKey(event, id, state.version));
	if (!entry) return null;
	const order = state.version.decodeOrder(entryNative(entry));
	const moved = await readMoved(chain.rpcUrl, event, id, order, state);
	const used = order.used | (await enteredMask(db, event, id));
	return {
		state,
		registry: registryIn(found.get(instanceKey(registry))),
		order,
		tickets: Array.from({ length: order.count }, (_, i) => ticketOf({ ...order, used }, i, moved.get(i))),
		ledger: latest.sequence,
		closeTime: BigInt(latest.closeTime),
		failures: failuresOf(event, state),
	};
}

/** What a ticket is offered for, in stroops; null if it is not for sale. */
export async function listedPrice(
	rpcUrl: string,
	event: string,
	ticket: bigint,
	{ version }: EventState,
): Promise<bigint | null> {
	const listed = version.keys.listed(ticket);
	if (!listed || !version.decodeSum) return null;
	const key = dataKey(event, listed);
	const entry = (await entriesAt(rpcUrl, [key])).found.get(key);
	return entry ? version.decodeSum(entryNative(entry)) : null;
}

async function readMoved(
	rpcUrl: string,
	event: string,
	id: bigint,
	{ moved }: Order,
	{ version }: EventState,
): Promise<Map<number, MovedTicket>> {
	const indexes = indexesOf(moved);
	const tickets = new Map<number, MovedTicket>();
	if (indexes.length === 0) return tickets;
	const keyOf = (i: number) => movedKey(event, ticketId(id, i), version);
	const { found } = await entriesAt(rpcUrl, indexes.map(keyOf));
	for (const i of indexes) {
		const entry = found.get(keyOf(i));
		if (!entry) throw new PassaError('RPC_ERROR', `the RPC does not show ticket ${i} of order ${id}`);
		tickets.set(i, version.decodeMoved(entryNative(entry)));
	}
	return tickets;
}

function ticketOf(order: Order, i: number, moved: MovedTicket | undefined): ReadTicket {
	const has = (mask: number): boolean => ((mask >> i) & 1) === 1;
	const payer: Payer = !moved || moved.payer === 'order' || moved.payer === null ? order.payer : moved.payer;
	const { owner, custodial, resales } = moved ?? order;
	return {
		refunded: has(order.refunded),
		used: has(order.used),
		listed: has(order.listed),
		ours: payer.treasury,
		custodial,
		owner,
		resales,
	};
}
