import { call, entriesAt } from '#shared/chain/rpc.ts';
import {
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
import { indexesOf, maskOf } from '#shared/contract/ticket-mask.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { RefundFacts, TicketFacts } from './decide-refund.ts';

type Source = { chain: { rpcUrl: string }; registry: string; versions?: EventVersions };

/** What the chain shows of an order and its event, in one ledger or later. */
export type RefundReading = {
	facts: RefundFacts;
	state: EventState;
	registry: RegistryState;
	/** Of one ticket, in stroops. */
	price: bigint;
	/** The digest of the order's credits; null where its sale credited nobody. */
	credits: string | null;
	/** Tickets that the treasury paid for and a wallet bought since, which nobody gave back, as a mask. */
	soldToWallets: number;
	/** It belongs to this ledger or a later one, which closed at this time (Unix seconds) or later. */
	ledger: number;
	closeTime: bigint;
	failures: FailuresOfContracts;
};

/**
 * `resales`: how often its tickets had been sold by fans when they became the asking order's; once they were sold again, they
 * are another's. Throws RPC_ERROR where the RPC does not show the order.
 */
export async function readRefundFacts(
	{ chain, registry, versions = eventVersions }: Source,
	event: string,
	id: bigint,
	resales: number,
): Promise<RefundReading> {
	const latest = await call(chain.rpcUrl, 'getLatestLedger');
	const all = Object.values(versions);
	const orderKeys = [...new Set(all.map((version) => orderKey(event, id, version)))];
	const keys = [...stateKeys(event, versions), instanceKey(registry), ...orderKeys];
	const { found, latestLedger } = await entriesAt(chain.rpcUrl, keys);
	if (latestLedger < latest.sequence)
		throw new PassaError('RPC_ERROR', 'the RPC reported an older ledger than before; is it another node?');
	const state = decodeEventState(event, found, versions);
	const entry = found.get(orderKey(event, id, state.version));
	if (!entry) throw new PassaError('RPC_ERROR', `the RPC does not show order ${id} of event ${event}`);
	const order = state.version.decodeOrder(entryNative(entry));
	const moved = await readMoved(chain.rpcUrl, event, id, order, state);
	const { policy, tiers } = state.terms;
	const places = Array.from({ length: order.count }, (_, i) => i);
	return {
		state,
		registry: registryIn(found.get(instanceKey(registry))),
		price: tiers[order.tier]!.price,
		credits: order.credits,
		soldToWallets: maskOf(places.filter((i) => isSoldToWallet(order, i, moved.get(i), resales))),
		ledger: latest.sequence,
		closeTime: BigInt(latest.closeTime),
		failures: failuresOf(event, state),
		facts: {
			version: state.version.version,
			cancelled: state.counters.cancelled,
			now: BigInt(latest.closeTime),
			refundUntil: policy.refund_until,
			freezeAt: policy.freeze_at,
			powers: state.powers,
			termsVersion: order.termsVersion,
			tickets: places.map((i) => ticketOf(order, i, moved.get(i), resales)),
		},
	};
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

const payerOf = (order: Order, moved: MovedTicket | undefined): Payer =>
	!moved || moved.payer === 'order' || moved.payer === null ? order.payer : moved.payer;

/** A fan's other buyer by M-Pesa has an order of their own; a wallet has none. */
function isSoldToWallet(order: Order, i: number, moved: MovedTicket | undefined, resales: number): boolean {
	const { refunded, ours, custodial, resales: sold } = ticketOf(order, i, moved, resales);
	return payerOf(order, moved).treasury && !ours && !custodial && !refunded && sold > resales;
}

function ticketOf(order: Order, i: number, moved: MovedTicket | undefined, resales: number): TicketFacts {
	const has = (mask: number): boolean => ((mask >> i) & 1) === 1;
	const payer = payerOf(order, moved);
	return {
		refunded: has(order.refunded),
		used: has(order.used),
		listed: has(order.listed),
		ours: payer.treasury && (moved ? moved.resales : order.resales) === resales,
		custodial: moved ? moved.custodial : order.custodial,
		owner: moved ? moved.owner : order.owner,
		resales: moved ? moved.resales : order.resales,
	};
}
