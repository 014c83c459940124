import type { Asker } from '../orders/asker.ts';
import type { Bounds } from '../orders/bounds.ts';

/** For tests of something else. */
export const unbounded: Bounds = {
	ordersPerAddress: { seconds: 600, max: 1_000_000 },
	ordersPerAsker: { seconds: 600, max: 1_000_000 },
	unpaidOrders: 1_000_000,
	unpaidShare: 100,
	unpaidShareOfAddress: 100,
	unansweredPrompts: 1_000_000,
};

/** Those of a relayer whose environment names none. */
export const usual: Bounds = {
	ordersPerAddress: { seconds: 600, max: 120 },
	ordersPerAsker: { seconds: 3600, max: 20 },
	unpaidOrders: 3,
	unpaidShare: 50,
	unpaidShareOfAddress: 20,
	unansweredPrompts: 3,
};

/** Somebody without an account and a cookie, who has the phone in hand or not. */
export const guest: Asker = { address: '203.0.113.7', account: null, device: null, proves: () => false };
export const owner: Asker = { ...guest, proves: () => true };
