import type { Rule } from '#shared/service/rate-limit.server.ts';

/** How many orders, and tries of them, an asker may make; and how many seats may be held unpaid. */
export type Bounds = {
	/** From one address. Beyond it a phone must be proved first. */
	ordersPerAddress: Rule;
	/** By one account, and by one device. */
	ordersPerAsker: Rule;
	/** How many unpaid orders one account, and one device, may have at the same time. */
	unpaidOrders: number;
	/**
	 * How much of a tier's unsold seats may be unpaid for an order whose phone is not proved to be accepted, and how much of
	 * one address. Per cent; 100 sets no bound.
	 */
	unpaidShare: number;
	unpaidShareOfAddress: number;
	/** Prompts to a phone within a day that nobody paid, after which it must be proved. */
	unansweredPrompts: number;
};
