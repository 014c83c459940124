import { Currency, type Payee, type Policy, Role, type Terms, type Tier } from '../event.ts';
import { PackedReader } from './packed-reader.ts';

/** Terms as they are stored: the versions are among the counters. */
export type StoredTerms = Omit<Terms, 'terms_version' | 'splits_version'>;

const transferable = 1;
const consent = 2;
const maxPayees = 10;
const maxTiers = 16;

/** contracts/event/src/records/terms.rs. Throws ENTRY_UNEXPECTED. */
export function decodeTerms(value: unknown): StoredTerms {
	const r = new PackedReader(value, "an event's terms");
	const head = {
		name: r.text(r.u8()),
		uri: r.text(r.u16()),
		metadata_hash: r.bytes(32),
		place_hash: r.bytes(32),
		starts_at: r.time(),
		ends_at: r.time(),
		doors_at: r.time(),
	};
	const { complimentary, policy } = readPolicy(r);
	return {
		...head,
		complimentary,
		policy,
		payees: r.list(maxPayees, () => readPayee(r)),
		tiers: r.list(maxTiers, () => readTier(r)),
	};
}

function readPolicy(r: PackedReader): { policy: Policy; complimentary: number } {
	const flags = r.u8();
	const rates = {
		transferable: (flags & transferable) !== 0,
		consent: (flags & consent) !== 0,
		reserve_bps: r.u16(),
		royalty_bps: r.u16(),
		commission_cap_bps: r.u16(),
		resale_cap_bps: r.u16(),
		resale_limit: r.u8(),
	};
	const complimentary = r.u32();
	const times = { freeze_at: r.time(), refund_until: r.time(), release_at: r.time() };
	return { policy: { ...rates, ...times }, complimentary };
}

const readPayee = (r: PackedReader): Payee => ({
	address: r.payTo(),
	role: r.count(Role.Platform) as Role,
	bps: r.u16(),
});

function readTier(r: PackedReader): Tier {
	const [price, amount] = [r.u64(), r.u64()];
	const face = { amount, currency: r.count(Currency.Usd) as Currency };
	const [capacity, fiat_quota] = [r.u32(), r.u32()];
	const [opens_at, closes_at] = [r.time(), r.time()];
	return { price, face, capacity, fiat_quota, opens_at, closes_at, per_order: r.u8() };
}
