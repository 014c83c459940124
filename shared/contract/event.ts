import type { Payee, Policy, Tier } from './event-v2/bindings.ts';

export type { Credit, EventInit, Face, Payee, Policy, Tier } from './event-v2/bindings.ts';
/**
 * An event's terms and configuration in the form that everything but the versions themselves reads. They are today's
 * version's; an older version's entries are read into them. Names are the contract's own; times are Unix seconds.
 */
export { Currency, Role } from './event-v2/bindings.ts';

/** An event's terms as they stand. `terms_version` rises with every change; a purchase names the one its buyer saw. */
export type Terms = {
	name: string;
	uri: string;
	metadata_hash: Uint8Array;
	/** Null in version 1, which keeps no hash of the place. */
	place_hash: Uint8Array | null;
	starts_at: bigint;
	ends_at: bigint;
	/** When gates open. In version 1 the start. */
	doors_at: bigint;
	/** How many tickets may be given away. */
	complimentary: number;
	payees: Payee[];
	policy: Policy;
	tiers: Tier[];
	terms_version: number;
	/** Rises with every change of payees or policy. */
	splits_version: number;
};

/** What an event is created with. `cap` bounds the stroops that it holds; 0 is none. */
export type Config = {
	attribution_key: Uint8Array;
	cap: bigint;
	min_reserve_bps: number;
	organizer: string;
	registry: string;
	/** Where fiat orders are paid from. Null from version 2 on: the registry names the present one in each call. */
	treasury: string | null;
	usdc: string;
	version: number;
};
