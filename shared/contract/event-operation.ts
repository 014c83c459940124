import type { Tier } from './event.ts';

/**
 * What an organizer does to an event that is published, and what a payee does to agree to its share. Amounts in stroops,
 * times in seconds.
 */
export type EventOperation =
	| { do: 'cancel' | 'pause' | 'resume' }
	/** Pays one payee what is due to it, or says why not: anybody may. */
	| { do: 'pay-payee'; index: number }
	/** What was put in for refunds and no entitlement needs comes back, while no refunds are open. */
	| { do: 'return-top-ups' }
	/** All times that are still to come move later by so many seconds. */
	| { do: 'postpone'; by: bigint }
	/** `replaces` gives the new tier its free seats. */
	| { do: 'add-tier'; tier: Tier; replaces: number | null }
	/** Another document. Another place opens a window for refunds. */
	| { do: 'set-details'; uri: string; metadataHash: Uint8Array; placeHash: Uint8Array }
	/** The same `nonce` for the same person and tier gives nothing twice. */
	| { do: 'complimentary'; to: string; tier: number; nonce: bigint }
	/** Whether an account lets people in: it marks tickets as used. */
	| { do: 'set-gate'; gate: string; on: boolean }
	| { do: 'fund-refunds'; amount: bigint }
	| { do: 'accept-share'; index: number; splitsHash: Uint8Array };
