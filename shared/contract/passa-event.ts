import type { Config, Payee, Policy, Terms } from './event.ts';

/** (creator, weight in basis points). */
type Weight = [string, number];
/** (creator, weight, commission for one ticket in stroops). */
export type SettledCredit = [string, number, bigint];

/** The event does not say the version of its splits, because it does not change them. */
type SameSplits = Omit<Terms, 'splits_version'>;

/**
 * Payloads of an event contract's events by name. Money in stroops, times in Unix seconds; masks are over an order's
 * tickets, bit i = ticket i.
 */
export type Payloads = {
	created: { config: Config; terms: Terms };
	details_set: {
		metadata_hash: Uint8Array;
		place_hash: Uint8Array;
		terms_version: number;
		uri: string;
		/** 0: the change opens no refunds. */
		window_until: bigint;
	};
	/** `left`: the capacity that remains to the replaced tier. */
	tier_added: {
		tier: number;
		replaced: number | null;
		left: number;
		terms: SameSplits;
		terms_version: number;
	};
	/** `policy` is null in version 1, where only payees change. */
	splits_set: { payees: Payee[]; policy: Policy | null; splits_version: number; terms_version: number };
	accepted: { payee: string; index: number; splits_hash: Uint8Array };
	sold: {
		buyer: string;
		credits: Weight[];
		inputs_hash: Uint8Array | null;
		model: number;
		/** (id, tier, quantity, commission for one ticket by credit). */
		orders: [bigint, number, number, bigint[]][];
		terms_version: number;
		total: bigint;
	};
	settled: {
		/**
		 * (owner, tier, quantity, evidence, credits, terms version of its order; null in version 1). Null: it could not be
		 * read. Bit i of `served`: item i is an order.
		 */
		items: ([string, number, number, Uint8Array, SettledCredit[], number | null] | null)[];
		lane: number;
		seq: number;
		served: bigint;
		total: bigint;
	};
	minted: { to: string; custody: boolean; order: bigint; tier: number };
	/** `fiat_allocated` is the new total. */
	allocated: { by_organizer: boolean; fiat_allocated: number; tier: number };
	commission_set: { creator: string; bps: number; terms_hash: Uint8Array };
	/** (payee index, stroops), (creator, stroops). */
	paid: { payees: [number, bigint][]; creators: [string, bigint][] };
	redirected: { from_when: bigint; index: number; to: string };
	/** `payer` is null for the treasury. */
	refunded: {
		payer: string | null;
		commissions: [string, bigint][];
		delivered: boolean;
		mask: number;
		order: bigint;
		paid: bigint;
	};
	reversed: {
		commissions: [string, bigint][];
		delivered: boolean;
		evidence: Uint8Array;
		mask: number;
		order: bigint;
		paid: bigint;
		shortfall: bigint;
	};
	owed_paid: { to: string; amount: bigint; shortfall: bigint; treasury: boolean };
	funded: { amount: bigint };
	top_ups_returned: { amount: bigint };
	/** Bit i of `delivered` is payee i, bit 31 the organizer. */
	closed: { delivered: number; organizer: bigint; payees: bigint[]; treasury: bigint };
	cancelled: { by: string; at: bigint };
	postponed: { by: bigint; terms: SameSplits; terms_version: number; window_until: bigint };
	paused: { by: string; on: boolean };
	frozen: { until: bigint };
	resold: {
		buyer: string;
		custody: boolean;
		price: bigint;
		royalty: bigint;
		seller: string;
		ticket: bigint;
		/** Whether the treasury paid. */
		treasury: boolean;
	};
	gate_set: { gate: string; on: boolean };
	cap_set: { cap: bigint };
	key_set: { key: Uint8Array };
	moved: { from: string; to: string; ticket: bigint };
	claimed: { to: string; mask: number; order: bigint };
	listed: { custody: boolean; price: bigint; ticket: bigint };
	unlisted: { ticket: bigint };
	/** (order, mask newly used). */
	checked_in: { gate: string; orders: [bigint, number][] };
};

export type EventName = keyof Payloads;

type Read = {
	[K in EventName]: { name: K; payload: Payloads[K]; n: bigint | null; log: Uint8Array | null };
};

/**
 * An event of an event contract. `n` and `log` are its place in the contract's log; null for those that bring the event no
 * money and are not in it.
 */
export type PassaEvent = Read[EventName];

/** The event of one name. Ownership and use of a ticket are proved by state, so a log need not cover them. */
export type EventOf<N extends EventName> = Read[N];

/** Whether the log covers it. */
export const isLogged = <E extends PassaEvent>(event: E): event is E & { n: bigint; log: Uint8Array } =>
	event.n !== null;
