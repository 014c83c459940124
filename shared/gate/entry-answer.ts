import { passFaults } from '../pass/verify-pass.ts';

/** Why somebody is not admitted, in few words. `SYSTEM_ERROR` is never a no: a person decides. */
export const entryReasons = [
	'INVALID_TICKET',
	'TICKET_ALREADY_USED',
	'SYSTEM_ERROR',
	'WRONG_EVENT',
	'WRONG_GATE',
	'REFUNDED',
	'NOT_YET_VALID',
] as const;
export type EntryReason = (typeof entryReasons)[number];

/**
 * What exactly it was, for the staff's screen.
 * - `PASS_ENDED`: the ticket has another holder since, or the holder ended this device.
 * - `GATE_STOPPED`: the event's team stopped this gate: people go to another one.
 * - `OTHER_GATE`: offline, each ticket has one gate, where the organizer wanted that.
 * - `INSIDE`, `NOT_INSIDE`: where people may leave and come back, and somebody came in or went out twice.
 * - `LIST_TOO_OLD`: an offline gate's list is from before transfers stopped.
 * - `FAULT`: something of ours failed.
 */
export const entryDetails = [
	...passFaults,
	'EVENT_CANCELLED',
	'TICKET_UNKNOWN',
	'PASS_ENDED',
	'TICKET_REFUNDED',
	'GATE_STOPPED',
	'TIER_ELSEWHERE',
	'OTHER_GATE',
	'TOO_EARLY',
	'TOO_LATE',
	'USED',
	'INSIDE',
	'NOT_INSIDE',
	'LIST_TOO_OLD',
	'FAULT',
] as const;
export type EntryDetail = (typeof entryDetails)[number];

/** Where and when somebody first came in with a ticket. `at` in ISO 8601. */
export type OriginalEntry = { gate: string; at: string };

/** How a person showed that a ticket is theirs. Staff ask for an identity card where it is `static`. */
export type ShownAs = 'rotating' | 'static' | 'manual';

export type EntryAnswer = {
	success: boolean;
	/** Of each answer that is no success, and of no other. */
	reason?: EntryReason;
	detail?: EntryDetail;
	originalEntry?: OriginalEntry;
	/** A supervisor looks at the person and decides. */
	requiresManualVerification?: true;
	/** The gate that admits the ticket, where it is another. */
	gate?: string;
	shownAs?: ShownAs;
	welcomeMessage?: string;
	/** When it was decided, in ISO 8601. */
	timestamp: string;
};
