import type { PassReading } from '../pass/verify-pass.ts';
import type { OriginalEntry } from './entry-answer.ts';

/** Whether people may go out and come in again: not at all, or after a scan at the way out. */
export const reentryPolicies = ['none', 'exit_scan'] as const;
export type ReentryPolicy = (typeof reentryPolicies)[number];

/** What an event says of entries. Times in milliseconds since 1970; null: no such limit. */
export type EventAtGate = {
	cancelled: boolean;
	opensAt: number | null;
	closesAt: number | null;
	/** When transfers stop. */
	freezeAt: number;
	reentry: ReentryPolicy;
};

/** `tiers`: those that the gate admits; null: all. `stopped`: nobody, for now. */
export type GateAtEvent = { id: string; name: string; tiers: readonly number[] | null; stopped?: boolean };

/** A ticket as a gate's list, or the service's read model, shows it. */
export type TicketAtGate = {
	tier: number;
	state: 'valid' | 'used' | 'refunded';
	/** Certificates with a lower number ended with a transfer, or because their holder said so. */
	firstDelegation: number;
	/** Single certificates that ended. */
	endedDelegations: readonly number[];
	/** Hashes of static codes that ended as certificates do. */
	endedCodes?: readonly string[];
	/** Of this ticket alone. Milliseconds since 1970. */
	opensAt?: number;
	closesAt?: number;
};

/** The journal's word about a ticket. `inside`: the last scan was one in. */
export type EntryOfTicket = { original: OriginalEntry; inside: boolean };

/** `failed`: the fact could not be had, because of a fault of ours. */
export type Failed = 'failed';

export type EntryFacts = {
	/** Milliseconds since 1970, after the clock's correction. */
	now: number;
	/** An online gate knows all tickets; an offline one knows those of its list, which was made at `listAt`. */
	mode: { online: true } | { online: false; listAt: number };
	direction: 'in' | 'out';
	/** `manual`: a supervisor found the ticket by name or code, and vouches for the person. */
	reading: PassReading | { kind: 'manual' } | Failed;
	event: EventAtGate | Failed;
	gate: GateAtEvent;
	/** The only gate where the ticket may enter offline; null where gates are not divided. */
	partition: Pick<GateAtEvent, 'id' | 'name'> | null;
	ticket: TicketAtGate | 'unknown' | Failed;
	entry: EntryOfTicket | null | Failed;
};
