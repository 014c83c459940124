/** What events of later versions can do and earlier ones cannot, by the first version that can. */
const since = {
	/** A payee accepts its share before tickets are sold. */
	consent: 2,
	/** The treasury holds tickets of people without a wallet. */
	custody: 2,
	/** A ticket is given back, and keeps who paid for it. */
	refunds: 2,
	resale: 2,
	/** Organizer and guardian act on a published event: pause, postpone, cancel, freeze. */
	acts: 2,
	/** Accounts that the organizer names mark tickets as used. */
	gates: 2,
	/** An order says which terms its buyer saw. */
	orderTerms: 2,
} as const;

/** Whether an event of this version (`Config.version`) can do it. */
export const supports = (version: number, feature: keyof typeof since): boolean => version >= since[feature];
