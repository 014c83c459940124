import type { xdr } from '@stellar/stellar-sdk';
import type {
	Allocation,
	Batch,
	Config,
	Creation,
	EventInit,
	Move,
	Payouts,
	Sale,
	SettleItem,
	SplitsChanged,
	Terms,
} from './event.ts';
import type { Failures } from './failures.ts';
import type { RawEvent } from './raw-event.ts';

/**
 * A version of the event contract. Its code never changes, so versions live side by side for years. Each one reads its
 * own entries and events into the forms below, and builds its own calls from them. A later version may give more fields.
 */
export type EventVersion = {
	/** `Config.version` of its events. */
	version: number;
	/** Arguments of any of its entry points, in order, from their names. */
	args(name: string, args: Record<string, unknown>): xdr.ScVal[];
	purchase(event: string, order: PurchaseOrder): xdr.Operation;
	/** Pays the payees of the mask, bit i = payee i. */
	distribute(event: string, mask: number): xdr.Operation;
	/** The registry passes terms on to the constructor unread. */
	init(init: EventInit): xdr.ScVal;
	/** The registry passes items on to `settle_batch` unread. */
	settleItems(items: SettleItem[]): xdr.ScVal;
	decodeEvent(raw: RawEvent, event: string): PassaEvent;
	decodeCounters(bytes: Uint8Array): Counters;
	decodeOrder(bytes: Uint8Array): Order;
	/** The rules an audit applies again. Null where the log does not begin with `created`. */
	replay(raw: RawEvent[], events: PassaEvent[]): ReplayedState | null;
	/** What its error numbers mean. */
	failures: Failures;
};

/** One wallet's purchase. `maxTotal` in stroops. */
export type PurchaseOrder = {
	buyer: string;
	nonce: bigint;
	items: { tier: number; qty: number }[];
	termsVersion: number;
	maxTotal: bigint;
};

type Payloads = {
	created: Creation;
	splits_set: SplitsChanged;
	allocated: Allocation;
	sold: Sale & { buyer: string };
	settled: Batch;
	paid: Payouts;
	moved: Move & { from: string; to: string };
};

type Logged = { [K in keyof Payloads]: { name: K; n: bigint; log: Uint8Array; payload: Payloads[K] } };

/** An event of an event contract's log. */
export type PassaEvent = Logged[keyof Payloads];

export type TierCount = { sold: number; fiatAllocated: number; fiatSold: number };
export type Lane = { seq: number; served: bigint };

/** What every sale changes. Money in stroops. */
export type Counters = {
	status: number;
	termsVersion: number;
	consents: number;
	n: bigint;
	log: Uint8Array;
	gross: bigint;
	refunded: bigint;
	topUps: bigint;
	commissions: bigint;
	tiers: TierCount[];
	lanes: Lane[];
};

/** An order's entry. Masks have one bit for each ticket. */
export type Order = {
	custodial: boolean;
	complimentary: boolean;
	attributed: boolean;
	tier: number;
	count: number;
	used: number;
	moved: number;
	refunded: number;
	owner: string;
	payer: string | null;
};

/** An event's whole state as it follows from its events alone, and the events that break the contract's own rules. */
export type ReplayedState = {
	config: Config;
	terms: Terms;
	counters: Omit<Counters, 'n' | 'log'>;
	paid: bigint[];
	/** Ids of the raw events that the rules forbid. */
	mispriced: string[];
	wrongTerms: string[];
	wrongPayouts: string[];
	lateSplits: string[];
	overSold: string[];
};
