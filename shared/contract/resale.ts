const whole = 10_000n;
/** Stroops: royalties are whole steps, as prices are. */
const step = 10_000n;

/** What of a resale becomes the event's revenue: contracts/event/src/tickets/resale.rs. Stroops. */
export const royaltyOf = (price: bigint, royaltyBps: number): bigint =>
	((price * BigInt(royaltyBps)) / whole / step) * step;

/** The highest price at which a ticket that cost `face` may be offered: contracts/event/src/tickets/listing.rs. Stroops. */
export const highestPrice = (face: bigint, capBps: number): bigint => (face * BigInt(capBps)) / whole;
