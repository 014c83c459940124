import { Address, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { type Announcement, decodeEvent, type PassaEvent, passaName, type RawEvent } from './decode.ts';
import {
	balanceKey,
	decodeBalance,
	decodeOrderEntry,
	type EventState,
	entryNative,
	movedKey,
	orderKey,
	readEventState,
} from './event-state.ts';
import { settledOrderId } from './ids.ts';
import type { Order } from './order.ts';
import { allEvents, ledgerEntries } from './rpc.ts';
import { decodeTransfer, type TokenTransfer } from './sac.ts';

/** All that an audit looks at, read from the RPC alone. */
export type Evidence = {
	passphrase: string;
	announcement: Announcement;
	raw: RawEvent[];
	events: PassaEvent[];
	transfers: TokenTransfer[];
	state: EventState;
	orders: Map<bigint, Order | null>;
	moved: Map<bigint, string | null>;
	/** Stroops of USDC in the event's contract. */
	balance: bigint;
	/** The last ledger that the events cover; the state is not newer. */
	ledger: number;
};

export type Source = { rpcUrl: string; passphrase: string; sinceLedger: number };

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
const tries = 10;

/** Reads until events and state tell of the same moment: a sale between two reads is no difference. */
export async function collectEvidence(source: Source, announcement: Announcement): Promise<Evidence> {
	for (let attempt = 0; attempt < tries; attempt++) {
		const evidence = await readOnce(source, announcement);
		if (evidence) return evidence;
		await new Promise((done) => setTimeout(done, 200));
	}
	throw new PassaError('AUDIT_UNSETTLED', 'the event changes faster than it can be read; try again');
}

async function readOnce(source: Source, announcement: Announcement): Promise<Evidence | null> {
	const { event } = announcement;
	const before = await readEventState(source.rpcUrl, event);
	const own = [{ type: 'contract' as const, contractIds: [event], topics: [[symbol('passa'), '**']] }];
	const { events: found, latestLedger: ledger } = await allEvents(source.rpcUrl, own, source.sinceLedger);
	const raw = found.filter((e) => e.inSuccessfulContractCall && passaName(e) !== null);
	const transfers = await readTransfers(source, before.config.usdc, event);
	const events = raw.map((r) => decodeEvent(r, event));
	const rest = await readEntries(source.rpcUrl, event, before.config.usdc, events);
	const after = await readEventState(source.rpcUrl, event);
	if (before.hot.n !== after.hot.n || after.ledger > ledger) return null;
	return {
		passphrase: source.passphrase,
		announcement,
		raw,
		events,
		transfers,
		state: after,
		...rest,
		ledger,
	};
}

async function readTransfers(source: Source, usdc: string, event: string): Promise<TokenTransfer[]> {
	const self = new Address(event).toScVal().toXdr('base64');
	const topics = [
		[symbol('transfer'), self, '*', '*'],
		[symbol('transfer'), '*', self, '*'],
	];
	const filter = { type: 'contract' as const, contractIds: [usdc], topics };
	const { events } = await allEvents(source.rpcUrl, [filter], source.sinceLedger);
	return events.filter((e) => e.inSuccessfulContractCall).map(decodeTransfer);
}

/** Ids of all orders that the events tell of, with what they were. */
export function ordersOf(
	events: PassaEvent[],
): { id: bigint; owner: string; tier: number; qty: number; custodial: boolean }[] {
	return events.flatMap((e) => {
		if (e.name === 'sold') {
			return e.payload.orders.map(([id, tier, qty]) => ({
				id,
				owner: e.payload.buyer,
				tier,
				qty,
				custodial: false,
			}));
		}
		if (e.name !== 'settled') return [];
		const { items, lane, seq, served } = e.payload;
		return items
			.map(([owner, tier, qty], i) => ({
				id: settledOrderId(lane, seq, i),
				owner: String(owner),
				tier,
				qty,
				custodial: true,
			}))
			.filter((_, i) => (served >> BigInt(i)) & 1n);
	});
}

async function readEntries(rpcUrl: string, event: string, usdc: string, events: PassaEvent[]) {
	const ids = ordersOf(events).map((o) => o.id);
	const tickets = [...new Set(events.flatMap((e) => (e.name === 'moved' ? [e.payload.ticket] : [])))];
	const keys = [
		balanceKey(usdc, event),
		...ids.map((id) => orderKey(event, id)),
		...tickets.map((t) => movedKey(event, t)),
	];
	const found = await ledgerEntries(rpcUrl, keys);
	const orders = new Map(
		ids.map((id) => {
			const entry = found.get(orderKey(event, id));
			return [id, entry ? decodeOrderEntry(entry) : null];
		}),
	);
	const moved = new Map(
		tickets.map((ticket) => {
			const entry = found.get(movedKey(event, ticket));
			return [ticket, entry ? entryNative<string>(entry) : null];
		}),
	);
	return { orders, moved, balance: decodeBalance(found.get(balanceKey(usdc, event))) };
}
