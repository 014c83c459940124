/** Bits of a counters entry's flags: contracts/event/src/records/counters.rs. */
export const flags = {
	/** There was a first order of any kind. */
	ordered: 1,
	pausedByOrganizer: 2,
	pausedByRegistry: 4,
	cancelled: 8,
	frozen: 16,
	redirected: 32,
	window: 64,
} as const;
