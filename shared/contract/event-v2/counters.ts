import type { Counters, Lane } from '../event-version.ts';
import { flags as bits } from './flags.ts';
import { PackedReader } from './packed-reader.ts';

const maxTiers = 16;
const lanesOfEvent = 16;
const unused: Lane = { seq: 0, served: 0n };

/** The entry that every sale writes: contracts/event/src/records/counters.rs. Throws COUNTERS_LAYOUT_UNKNOWN. */
export function decodeCounters(value: unknown): Counters {
	const r = new PackedReader(value, "an event's counters", 'COUNTERS_LAYOUT_UNKNOWN');
	const flags = r.u16();
	const head = {
		flags,
		cancelled: (flags & bits.cancelled) !== 0,
		termsVersion: r.u32(),
		splitsVersion: r.u32(),
		consents: r.u16(),
		relayerAt: r.time(),
		n: r.u64(),
		log: r.bytes(32),
	};
	const money = {
		gross: r.u64(),
		royalties: r.u64(),
		refunded: r.u64(),
		refundable: r.u64(),
		paid: r.u64(),
		topUps: r.u64(),
		shortfalls: r.u64(),
		commissions: r.u64(),
		creatorsPaid: r.u64(),
		overpaid: r.u64(),
		owed: r.u64(),
	};
	const complimentary = r.u32();
	const tiers = r.list(maxTiers, () => ({ sold: r.u32(), fiatAllocated: r.u32(), fiatSold: r.u32() }));
	const used = r.list(lanesOfEvent, () => ({ seq: r.u32(), served: r.u64() }));
	const lanes = Array.from({ length: lanesOfEvent }, (_, i) => used[i] ?? { ...unused });
	return { ...head, ...money, complimentary, tiers, lanes };
}
