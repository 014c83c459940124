import { splitsOf } from '#shared/contract/accounting.ts';
import type { Terms } from '#shared/contract/event.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { readable } from '#shared/readable.ts';
import { ordersOf } from '../events/orders.ts';
import { type Entry, ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { decodeEventState, entryNative, registeredKey, stateKeys } from '../state/event-state.ts';
import type { PlainEvent, SeenTransaction } from './read-transaction.ts';

/** What a transaction did with the money of one event of ours. Amounts in stroops. */
export type EventMoney = {
	no: number;
	event: string;
	name: string;
	terms: Terms;
	/** Tickets of each tier that were sold so far: they say what a stroop is in the tickets' currency. */
	soldSoFar: number[];
	/** Tickets by tier, what they cost, and each payee's part of it; null where it sold none. */
	sale: { byTreasury: boolean; qtys: number[]; total: bigint; splits: bigint[] } | null;
	/** By payee; null where it paid nobody. */
	payouts: bigint[] | null;
};

export type ExplainTransactionError = RpcError;

type Node = { rpcUrl: string; registry: string };

/**
 * Reads from the ledger what the money of a transaction was for, event by event. An event that our registry does not know
 * is left out: anybody may emit events that look like ours. Throws ExplainTransactionError.
 */
export async function explainTransaction(
	{ rpcUrl, registry }: Node,
	{ events }: Pick<SeenTransaction, 'events'>,
): Promise<EventMoney[]> {
	const contracts = [...new Set(events.filter(isMoney).map(({ contract }) => contract))];
	const keys = contracts.flatMap((event) => [...stateKeys(event), registeredKey(registry, event)]);
	if (keys.length === 0) return [];
	const found = await ledgerEntries(rpcUrl, keys);
	return contracts.flatMap((event) => {
		const entry = found.get(registeredKey(registry, event));
		const own = events.filter((each) => each.contract === event && isMoney(each));
		const money = entry && moneyOf(event, entry, found, own);
		return money ? [money] : [];
	});
}

const moneyNames = ['sold', 'settled', 'paid'] as const;

const isMoney = ({ topics: [first, second] }: PlainEvent): boolean =>
	first === 'passa' && moneyNames.some((name) => name === second);

/** Null where the entries are not those of an event that this reader knows. */
function moneyOf(
	event: string,
	registered: Entry,
	found: Map<string, Entry>,
	plain: PlainEvent[],
): EventMoney | null {
	try {
		const { terms, counters } = decodeEventState(event, found);
		const events = plain.map(logged);
		return {
			no: entryNative<{ no: number }>(registered).no,
			event,
			name: readable(terms.name),
			terms,
			soldSoFar: terms.tiers.map((_, i) => counters.tiers[i]?.sold ?? 0),
			sale: saleOf(terms, events),
			payouts: payoutsOf(terms, events),
		};
	} catch {
		return null;
	}
}

/** The event's data is payload, number and log, as `loggedParts` says. */
function logged({ topics, value }: PlainEvent): PassaEvent {
	const [payload, n, log] = value as [object, bigint, Uint8Array];
	const buyer = topics[1] === 'sold' ? { buyer: String(topics[2]) } : {};
	return { name: topics[1], n, log, payload: { ...payload, ...buyer } } as PassaEvent;
}

function saleOf(terms: Terms, events: PassaEvent[]): EventMoney['sale'] {
	const orders = ordersOf(events);
	if (orders.length === 0) return null;
	const qtys = terms.tiers.map(() => 0);
	for (const { tier, qty } of orders) qtys[tier] = (qtys[tier] ?? 0) + qty;
	const total = events.reduce(
		(n, e) => (e.name === 'sold' || e.name === 'settled' ? n + e.payload.total : n),
		0n,
	);
	const bps = terms.payees.map((p) => p.bps);
	return { byTreasury: orders.every((o) => o.custodial), qtys, total, splits: splitsOf(bps, 0n, total) };
}

function payoutsOf(terms: Terms, events: PassaEvent[]): EventMoney['payouts'] {
	const paid = events.flatMap((e) => (e.name === 'paid' ? e.payload.payouts : []));
	if (paid.length === 0) return null;
	return terms.payees.map((_, i) => paid.reduce((n, [index, amount]) => (index === i ? n + amount : n), 0n));
}
