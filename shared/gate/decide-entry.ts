import type { PassFault } from '../pass/verify-pass.ts';
import type { EntryAnswer, EntryDetail, EntryReason, OriginalEntry, ShownAs } from './entry-answer.ts';
import type { EntryFacts, EntryOfTicket, EventAtGate, TicketAtGate } from './entry-facts.ts';

type Refusal = {
	reason: EntryReason;
	detail: EntryDetail;
	originalEntry?: OriginalEntry;
	gate?: string;
};

const reasonOf: Record<PassFault, EntryReason> = {
	FORMAT: 'INVALID_TICKET',
	OTHER_EVENT: 'WRONG_EVENT',
	CERTIFICATE_MISSING: 'INVALID_TICKET',
	ISSUER_UNKNOWN: 'INVALID_TICKET',
	CERTIFICATE_FORGED: 'INVALID_TICKET',
	CERTIFICATE_EARLY: 'NOT_YET_VALID',
	CERTIFICATE_ENDED: 'INVALID_TICKET',
	SIGNATURE_WRONG: 'INVALID_TICKET',
	STEP_OLD: 'INVALID_TICKET',
	STEP_AHEAD: 'INVALID_TICKET',
};

/** What an older list, or a newer issuer's key, explains: an offline gate cannot know. */
const unknowable: ReadonlySet<PassFault> = new Set(['CERTIFICATE_MISSING', 'ISSUER_UNKNOWN']);

const fault = (detail: EntryDetail): Refusal => ({ reason: 'SYSTEM_ERROR', detail });
const invalid = (detail: EntryDetail): Refusal => ({ reason: 'INVALID_TICKET', detail });

/**
 * Whether somebody is admitted. A device and the service decide by this function alone, so both say the same of the
 * same facts. The checks come in the order of the cheapest proof first: the code, the ticket, the gate, the time, the
 * entries so far. The first that fails is the reason. A fault of ours is `SYSTEM_ERROR` for a person to decide.
 */
export function decideEntry(facts: EntryFacts): EntryAnswer {
	const refusal =
		refusalOfStop(facts) ??
		refusalOfCode(facts) ??
		refusalOfTicket(facts) ??
		refusalOfPlaceAndTime(facts) ??
		refusalOfEntries(facts);
	const shownAs = shownAsOf(facts);
	const timestamp = new Date(facts.now).toISOString();
	if (!refusal) return { success: true, ...(shownAs ? { shownAs } : {}), timestamp };
	return {
		success: false,
		...refusal,
		...(refusal.reason === 'SYSTEM_ERROR' ? { requiresManualVerification: true as const } : {}),
		...(shownAs ? { shownAs } : {}),
		timestamp,
	};
}

function shownAsOf({ reading }: EntryFacts): ShownAs | null {
	return reading === 'failed' || reading.kind === 'refused' ? null : reading.kind;
}

/** Whatever is shown there. Nobody is kept in. */
const refusalOfStop = ({ gate, direction }: EntryFacts): Refusal | null =>
	gate.stopped && direction === 'in' ? { reason: 'WRONG_GATE', detail: 'GATE_STOPPED' } : null;

/** Format, signature and step. */
function refusalOfCode({ reading, mode }: EntryFacts): Refusal | null {
	if (reading === 'failed') return fault('FAULT');
	if (reading.kind !== 'refused') return null;
	if (!mode.online && unknowable.has(reading.fault)) return fault(reading.fault);
	return { reason: reasonOf[reading.fault], detail: reading.fault };
}

/** Cancelled, unknown, refunded, or shown by somebody who holds it no more. */
function refusalOfTicket({ reading, mode, event, ticket }: EntryFacts): Refusal | null {
	if (event === 'failed') return fault('FAULT');
	if (event.cancelled) return invalid('EVENT_CANCELLED');
	if (ticket === 'failed') return fault('FAULT');
	// A list says what it holds, not what there is.
	if (ticket === 'unknown') return mode.online ? invalid('TICKET_UNKNOWN') : fault('TICKET_UNKNOWN');
	if (ticket.state === 'refunded') return { reason: 'REFUNDED', detail: 'TICKET_REFUNDED' };
	return hasEnded(ticket, reading) ? invalid('PASS_ENDED') : null;
}

function hasEnded(ticket: TicketAtGate, reading: EntryFacts['reading']): boolean {
	if (reading === 'failed') return false;
	if (reading.kind === 'static') return ticket.endedCodes?.includes(reading.codeHash) === true;
	if (reading.kind !== 'rotating') return false;
	const { delegation } = reading;
	return delegation < ticket.firstDelegation || ticket.endedDelegations.includes(delegation);
}

/** The tier at this gate, the gate of the ticket, and the window of event and ticket. */
function refusalOfPlaceAndTime(facts: EntryFacts): Refusal | null {
	const [event, ticket] = known(facts);
	const { gate, partition, mode, now, direction } = facts;
	if (gate.tiers && !gate.tiers.includes(ticket.tier))
		return { reason: 'WRONG_GATE', detail: 'TIER_ELSEWHERE' };
	if (!mode.online && partition && partition.id !== gate.id)
		return { reason: 'WRONG_GATE', detail: 'OTHER_GATE', gate: partition.name };
	// Nobody is kept in.
	if (direction === 'out') return null;
	const opensAt = Math.max(event.opensAt ?? -Infinity, ticket.opensAt ?? -Infinity);
	const closesAt = Math.min(event.closesAt ?? Infinity, ticket.closesAt ?? Infinity);
	if (now < opensAt) return { reason: 'NOT_YET_VALID', detail: 'TOO_EARLY' };
	return now >= closesAt ? invalid('TOO_LATE') : null;
}

/** Event and ticket after the checks that leave only known ones. */
const known = ({ event, ticket }: EntryFacts) => [event as EventAtGate, ticket as TicketAtGate] as const;

/** Used before; and at last, whether an offline gate's list is young enough to admit anybody by. */
function refusalOfEntries(facts: EntryFacts): Refusal | null {
	const [event, ticket] = known(facts);
	const { entry, direction, mode } = facts;
	if (entry === 'failed') return fault('FAULT');
	const refusal = direction === 'out' ? refusalToLeave(entry, event) : refusalToEnter(entry, ticket, event);
	if (refusal) return refusal;
	return !mode.online && mode.listAt < event.freezeAt ? fault('LIST_TOO_OLD') : null;
}

function refusalToEnter(
	entry: EntryOfTicket | null,
	ticket: TicketAtGate,
	{ reentry }: EventAtGate,
): Refusal | null {
	const used = { reason: 'TICKET_ALREADY_USED' as const };
	// The chain may show a check-in that this journal does not hold.
	if (!entry) return ticket.state === 'used' ? { ...used, detail: 'USED' } : null;
	const originalEntry = entry.original;
	if (reentry === 'none') return { ...used, detail: 'USED', originalEntry };
	return entry.inside ? { ...used, detail: 'INSIDE', originalEntry } : null;
}

const refusalToLeave = (entry: EntryOfTicket | null, { reentry }: EventAtGate): Refusal | null =>
	reentry === 'exit_scan' && entry?.inside ? null : invalid('NOT_INSIDE');
