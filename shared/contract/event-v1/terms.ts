import type { Config, Payee, Terms } from '../event.ts';
import {
	address,
	big,
	bool,
	bytes32,
	changed,
	currency,
	type Form,
	int,
	list,
	record,
	role,
	text,
} from '../native-form.ts';

export const payees: Form<Payee[]> = list(record({ address, bps: int, role }));

const policy = record({
	commission_cap_bps: int,
	freeze_at: big,
	refund_until: big,
	release_at: big,
	resale_cap_bps: int,
	resale_limit: int,
	reserve_bps: int,
	royalty_bps: int,
	transferable: bool,
});

const tiers = list(
	record({
		capacity: int,
		closes_at: big,
		face: record({ amount: big, currency }),
		fiat_quota: int,
		opens_at: big,
		per_order: int,
		price: big,
	}),
);

/** Nobody accepts shares, nothing is given away, and doors open with the start. */
export const terms: Form<Terms> = changed(
	record({
		ends_at: big,
		metadata_hash: bytes32,
		name: text,
		payees,
		policy,
		starts_at: big,
		terms_version: int,
		tiers,
		uri: text,
	}),
	(kept) => ({
		...kept,
		place_hash: null,
		doors_at: kept.starts_at,
		complimentary: 0,
		policy: { ...kept.policy, consent: false },
		// Only a change of payees changes terms.
		splits_version: kept.terms_version,
	}),
);

/** The registry alone asks for a reserve. */
export const config: Form<Config> = changed(
	record({
		attribution_key: bytes32,
		cap: big,
		organizer: address,
		registry: address,
		treasury: address,
		usdc: address,
		version: int,
	}),
	(kept) => ({ ...kept, min_reserve_bps: 0 }),
);
