import type { xdr } from '@stellar/stellar-sdk';
import { asText } from '#shared/as-text.ts';
import type { Config, Credit, EventInit, Terms } from './event.ts';
import type { EventOperation } from './event-operation.ts';
import type { Failures } from './failures.ts';
import type { PassaEvent } from './passa-event.ts';
import type { RawEvent } from './raw-event.ts';
import type { TicketAction } from './ticket-action.ts';

/**
 * A version of the event contract. Its code never changes, so versions live side by side for years. Each one reads its
 * own entries and events into the forms below, and builds its own calls from them. An older version leaves empty what it
 * does not know.
 */
export type EventVersion = {
	/** `Config.version` of its events. */
	version: number;
	keys: EventKeys;
	/** Arguments of any of its entry points, in order, from their names. */
	args(name: string, args: Record<string, unknown>): xdr.ScVal[];
	purchase(event: string, order: PurchaseOrder): xdr.Operation;
	/** What the holder or the buyer of a ticket signs as `by`. Throws EVENT_VERSION_OLD for what its events cannot do. */
	ticketCall(event: string, by: string, action: TicketAction): xdr.Operation;
	/** Pays the payees of the mask, bit i = payee i, and these creators. */
	distribute(event: string, mask: number, creators: string[]): xdr.Operation;
	/** Lets people in: orders with the tickets that enter, bit i is ticket i. `gate` signs. Null in version 1. */
	checkIn: ((event: string, gate: string, orders: [bigint, number][]) => xdr.Operation) | null;
	/** What its organizer does after publishing. Null in version 1, which has no such entries. */
	operate: ((event: string, operation: EventOperation, organizer: string) => xdr.Operation) | null;
	/** The registry passes terms on to the constructor unread. Throws EVENT_VERSION_OLD for terms that it cannot keep. */
	init(init: EventInit): xdr.ScVal;
	/** The registry passes items on to `settle_batch` unread. Throws EVENT_VERSION_OLD for items that it cannot settle. */
	settleItems(items: SettleItem[]): xdr.ScVal;
	/** Throws EVENT_FOREIGN, EVENT_UNKNOWN, EVENT_MALFORMED. */
	decodeEvent(raw: RawEvent, event: string): PassaEvent;
	/** From the values of its instance. Throws ENTRY_UNEXPECTED. */
	decodeConfig(instance: Map<string, unknown>): Config;
	/** Throws COUNTERS_LAYOUT_UNKNOWN, ENTRY_UNEXPECTED. */
	decodeState(entries: StateEntries): DecodedState;
	/** Throws COUNTERS_LAYOUT_UNKNOWN. */
	decodeCounters(bytes: Uint8Array): Counters;
	/** Throws ORDER_LAYOUT_UNKNOWN. */
	decodeOrder(value: unknown): Order;
	/** Throws ORDER_LAYOUT_UNKNOWN. */
	decodeMoved(value: unknown): MovedTicket;
	/** Null in version 1, which credits nobody. Throws ENTRY_UNEXPECTED. */
	decodeCreator: ((value: unknown) => CreatorAccount) | null;
	/** Stroops in the entries of `listed`, `owed` and `treasury`. Null in version 1. Throws ENTRY_UNEXPECTED. */
	decodeSum: ((value: unknown) => bigint) | null;
	/** The rules an audit applies again. Null if the log does not begin with `created`. */
	replay(raw: RawEvent[], events: PassaEvent[], event: string): ReplayedState | null;
	/** What its error numbers mean. */
	failures: Failures;
};

/** Keys of its entries in the contract's storage. `state` is null if the version has no such entry. */
export type EventKeys = {
	counters: xdr.ScVal;
	paid: xdr.ScVal;
	state: xdr.ScVal | null;
	order(id: bigint): xdr.ScVal;
	moved(ticket: bigint): xdr.ScVal;
	/** A ticket's asking price. Like the next ones null in version 1. */
	listed(ticket: bigint): xdr.ScVal | null;
	creator(creator: string): xdr.ScVal | null;
	/** What could not be delivered to this address. */
	owed(to: string): xdr.ScVal | null;
	/** What the event owes the platform's treasury. */
	treasury: xdr.ScVal | null;
};

/** Values of an event's entries, as natives. `state` is undefined if there is none. */
export type StateEntries = {
	instance: Map<string, unknown>;
	counters: unknown;
	paid: unknown;
	state: unknown;
};

/** `paid` by payee, in stroops. */
export type DecodedState = {
	config: Config;
	terms: Terms;
	counters: Counters;
	paid: bigint[];
	powers: Powers;
};

/** One wallet's purchase. `maxTotal` in stroops. */
export type PurchaseOrder = {
	buyer: string;
	nonce: bigint;
	items: { tier: number; qty: number }[];
	termsVersion: number;
	maxTotal: bigint;
	/** Who brought the buyer, as the platform signed it. Version 1 credits nobody, and leaves it out. */
	attribution?: Uint8Array | null;
};

/**
 * One paid fiat order. `owner` is the buyer's custodial address, `evidence` an HMAC over provider and receipt, the
 * versions are those of the terms that the buyer saw.
 */
export type SettleItem = {
	owner: string;
	tier: number;
	qty: number;
	evidence: Uint8Array;
	splitsVersion: number;
	termsVersion: number;
	credits: Pick<Credit, 'creator' | 'weight'>[];
};

export type TierCount = { sold: number; fiatAllocated: number; fiatSold: number };
export type Lane = { seq: number; served: bigint };

/** What every sale changes. Money in stroops, as totals of the event's life. Version 1 knows no more than revenue. */
export type Counters = {
	/** Bits of `flags.ts` of the version; version 1's status, which is always 0. */
	flags: number;
	termsVersion: number;
	/** In version 1 the terms' version, because only splits change. */
	splitsVersion: number;
	/** Mask over payees. */
	consents: number;
	/** Unix seconds of the relayer's last call; 0 before the first. */
	relayerAt: bigint;
	n: bigint;
	log: Uint8Array;
	/** Sales and royalties. */
	gross: bigint;
	royalties: bigint;
	refunded: bigint;
	/** Face price of all tickets that were not given back. */
	refundable: bigint;
	/** What payees and creators got. */
	paid: bigint;
	/** What the organizer put in for refunds. */
	topUps: bigint;
	/** What the treasury bore of reversals. */
	shortfalls: bigint;
	/** Creators' earnings. */
	commissions: bigint;
	creatorsPaid: bigint;
	/** What creators got beyond their earnings, because of refunds. */
	overpaid: bigint;
	/** Refunds that could not be delivered. */
	owed: bigint;
	complimentary: number;
	cancelled: boolean;
	/** As many as the event has tiers; 16 in version 1. */
	tiers: TierCount[];
	/** 16; a lane that was never used has number 0. */
	lanes: Lane[];
};

/** What is written a few times in an event's life. Unix seconds, 0 is never. */
export type Powers = {
	cancelledAt: bigint;
	postponedBy: bigint;
	frozenAt: bigint;
	frozenUntil: bigint;
	/** Orders made under lower terms than `version` may be given back from `at` until `until`. */
	window: { at: bigint; until: bigint; version: number };
	gates: string[];
	/** Payments to a payee go to `to` from `from` on. */
	redirects: { payee: number; from: bigint; to: string }[];
};

export const noPowers: Powers = {
	cancelledAt: 0n,
	postponedBy: 0n,
	frozenAt: 0n,
	frozenUntil: 0n,
	window: { at: 0n, until: 0n, version: 0 },
	gates: [],
	redirects: [],
};

/** Who paid for tickets: an address, or the platform's treasury, whichever that is. */
export type Payer = { treasury: true } | { treasury: false; address: string };

/** An order's entry. Masks have one bit for each ticket. */
export type Order = {
	custodial: boolean;
	complimentary: boolean;
	/** 16 bytes of SHA-256 over the order and its credits, in hex; null if no creator is credited. */
	credits: string | null;
	fiat: boolean;
	tier: number;
	count: number;
	used: number;
	moved: number;
	listed: number;
	refunded: number;
	/** 0 in version 1, which does not keep it. */
	termsVersion: number;
	/** Days since 1970 of a fiat order's settlement; 0 for a wallet's. */
	day: number;
	/** Resales of an order's only ticket. */
	resales: number;
	owner: string;
	payer: Payer;
};

/** A ticket that left an order of several. */
export type MovedTicket = {
	custodial: boolean;
	resales: number;
	owner: string;
	/** Null in version 1, which does not keep it. */
	payer: Payer | 'order' | null;
};

/** A creator's account with an event. `points` are tickets × weight in basis points. */
export type CreatorAccount = { bps: number; earned: bigint; paid: bigint; points: bigint };

/** Rules of the contract that an audit applies to the events again. */
export type Rule =
	| 'mispriced'
	| 'wrongTerms'
	| 'wrongPayouts'
	| 'lateSplits'
	| 'overSold'
	| 'wrongCommissions'
	| 'wrongRefunds'
	| 'wrongResales'
	| 'wrongPowers'
	| 'wrongOwners';

/** An event's whole state as it follows from its events alone, and the events that break the contract's own rules. */
export type ReplayedState = {
	config: Config;
	terms: Terms;
	/** Without the fields that the log's own checks compare. */
	counters: Omit<Counters, 'n' | 'log'>;
	paid: bigint[];
	powers: Powers;
	creators: Map<string, CreatorAccount>;
	/** What could not be delivered, by receiver; 0 once it was fetched. */
	owed: Map<string, bigint>;
	/** What waits for the platform's treasury, whichever address that is. */
	treasuryOwed: bigint;
	orders: Map<bigint, Order>;
	moved: Map<bigint, MovedTicket>;
	/** Asking prices by ticket, in stroops. */
	listed: Map<bigint, bigint>;
	/** What the asset moves for these events. */
	movements: Movement[];
	/** Ids of the raw events that the rules forbid. */
	broken: Record<Rule, string[]>;
};

/**
 * A transfer of USDC that an event calls for, in the event's own transaction. `event` is the raw event's id. A side is null
 * if it is the platform's treasury: all such sides of one event are one address.
 */
export type Movement = {
	event: string;
	txHash: string;
	from: string | null;
	to: string | null;
	amount: bigint;
};

/** Whether an order's entry is the one that its events lead to. */
export const sameOrder = (replayed: Order, found: Order): boolean => asText(replayed) === asText(found);
