import { splitsOf } from '#shared/contract/accounting.ts';
import type { Terms } from '#shared/contract/event.ts';
import type { EventName, EventOf, PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { readableText } from '#shared/readable-text.ts';
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
	/** Tickets by tier, what they cost, and each payee's part of it; null if it sold none. */
	sale: { byTreasury: boolean; qtys: number[]; total: bigint; splits: bigint[]; commissions: bigint } | null;
	/** By payee; null if it paid no payee. */
	payouts: bigint[] | null;
	/** What creators were paid, all of them. */
	creatorsPaid: bigint;
	/** Tickets given back, and the money that returned for them. `reversed`: their payment was taken back by its provider. */
	refund: { tickets: number; amount: bigint; reversed: boolean } | null;
	/** Tickets that changed hands for money: what buyers paid, and how much of it the event's payees share. */
	resale: { tickets: number; price: bigint; royalty: bigint } | null;
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

const moneyNames: readonly EventName[] = ['sold', 'settled', 'paid', 'refunded', 'reversed', 'resold'];

const isMoney = ({ topics: [first, second] }: PlainEvent): boolean =>
	first === 'passa' && moneyNames.some((name) => name === second);

/** Null if the entries are not those of an event that this reader knows. */
function moneyOf(
	event: string,
	registered: Entry,
	found: Map<string, Entry>,
	plain: PlainEvent[],
): EventMoney | null {
	try {
		const { terms, counters, version } = decodeEventState(event, found);
		const events = plain.map((each) => version.decodeEvent(rawOf(each), event));
		const of = <N extends EventName>(name: N) =>
			events.filter((each): each is EventOf<N> => each.name === name);
		const paid = of('paid').map(({ payload }) => payload);
		return {
			no: entryNative<{ no: number }>(registered).no,
			event,
			name: readableText(terms.name),
			terms,
			soldSoFar: terms.tiers.map((_, i) => counters.tiers[i]?.sold ?? 0),
			sale: saleOf(terms, events),
			payouts: payoutsOf(
				terms,
				paid.flatMap(({ payees }) => payees),
			),
			creatorsPaid: sum(paid.flatMap(({ creators }) => creators.map(([, amount]) => amount))),
			refund: refundOf([...of('refunded'), ...of('reversed')]),
			resale: resaleOf(of('resold')),
		};
	} catch {
		return null;
	}
}

/** An event of a transaction has no place among the RPC's events, and decoding asks for none. */
const rawOf = ({ contract, bytes }: PlainEvent): RawEvent => ({
	...bytes,
	id: '',
	ledger: 0,
	ledgerClosedAt: '',
	contractId: contract,
	txHash: '',
	inSuccessfulContractCall: true,
});

const sum = (list: bigint[]): bigint => list.reduce((n, each) => n + each, 0n);

function saleOf(terms: Terms, events: PassaEvent[]): EventMoney['sale'] {
	const orders = ordersOf(events).filter(({ complimentary }) => !complimentary);
	if (orders.length === 0) return null;
	const qtys = terms.tiers.map(() => 0);
	for (const { tier, qty } of orders) qtys[tier] = (qtys[tier] ?? 0) + qty;
	const total = sum(
		events.flatMap((e) => (e.name === 'sold' || e.name === 'settled' ? [e.payload.total] : [])),
	);
	const commissions = sum(orders.map((order) => order.commissions));
	const bps = terms.payees.map((p) => p.bps);
	const splits = splitsOf(bps, 0n, total, commissions);
	return { byTreasury: orders.every((o) => o.custodial), qtys, total, splits, commissions };
}

function payoutsOf(terms: Terms, paid: [number, bigint][]): EventMoney['payouts'] {
	if (paid.length === 0) return null;
	return terms.payees.map((_, i) => sum(paid.flatMap(([index, amount]) => (index === i ? [amount] : []))));
}

function refundOf(events: (EventOf<'refunded'> | EventOf<'reversed'>)[]): EventMoney['refund'] {
	if (events.length === 0) return null;
	return {
		tickets: events.reduce((n, { payload }) => n + ticketsIn(payload.mask), 0),
		amount: sum(events.map(({ payload }) => payload.paid)),
		reversed: events.some(({ name }) => name === 'reversed'),
	};
}

const ticketsIn = (mask: number): number => indexesOf(mask).length;

function resaleOf(events: EventOf<'resold'>[]): EventMoney['resale'] {
	if (events.length === 0) return null;
	return {
		tickets: events.length,
		price: sum(events.map(({ payload }) => payload.price)),
		royalty: sum(events.map(({ payload }) => payload.royalty)),
	};
}
