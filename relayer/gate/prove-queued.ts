import { PassaError } from '#shared/errors.ts';
import { decideEntry } from '#shared/gate/decide-entry.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { EventAtGate, Failed, TicketAtGate } from '#shared/gate/entry-facts.ts';
import type { QueuedScan } from '#shared/gate/queued-scan.ts';
import type { GateDeps } from './gate-deps.ts';
import type { KnownDevice } from './read-device.ts';
import { claimOf, codeOf, readPass, ticketIn } from './read-pass.ts';
import { ticketRows } from './scan-facts.ts';
import { ticketOfRows } from './ticket-facts.ts';

/**
 * What a queued scan proves. `ticket`: by the code that was scanned. `answer`: the device's own, unless it admitted somebody
 * whom that code does not admit: then it is ours, and `deviceAnswer` says what the device claims.
 */
export type ProvedScan = { ticket: bigint | null; answer: EntryAnswer; deviceAnswer: EntryAnswer | null };

export type ProveQueuedError = PassaError<'SCAN_UNREAD'>;

/**
 * Reads the code of a queued scan as it was at its moment, so that a device in wrong hands makes up no entry. What a device
 * cannot know counts for it: whose pass ended since, who was refunded, who was in already, and which tiers its gate admits since. Throws ProveQueuedError
 * while our own part fails: the device keeps it.
 */
export async function proveQueued(
	deps: GateDeps,
	{ gate }: KnownDevice,
	{ scanned, direction, at, answer }: QueuedScan,
	ofEvent: EventAtGate | Failed,
): Promise<ProvedScan> {
	const { event } = gate;
	const claim = claimOf(scanned);
	const rows = await ticketRows(deps.db, { event, ...claim });
	const reading = await readPass(deps, event, scanned, rows.certificate?.row ?? null, at);
	const code = await codeOf(deps, event, reading);
	const ticket = ticketIn(reading, code);
	if (!answer.success) return { ticket, answer, deviceAnswer: null };
	const shown = ticket === null ? null : { event, ticket, delegation: null };
	const ofTicket = shown ? await ticketOfRows(deps, shown, await ticketRows(deps.db, shown)) : 'unknown';
	const ours = decideEntry({
		...{ now: at, mode: { online: true }, direction, reading, event: ofEvent, partition: null },
		gate: { id: gate.id, name: gate.name, tiers: null },
		ticket: typeof ofTicket === 'string' ? ofTicket : asListed(ofTicket),
		entry: direction === 'out' ? { original: { gate: gate.name, at: answer.timestamp }, inside: true } : null,
	});
	if (ours.success) return { ticket, answer, deviceAnswer: null };
	if (ours.reason === 'SYSTEM_ERROR')
		throw new PassaError('SCAN_UNREAD', 'A scan cannot be read now: send it again.', { status: 503 });
	return { ticket, answer: ours, deviceAnswer: answer };
}

/** As a list may have held it, however old it was. */
const asListed = ({ tier }: TicketAtGate): TicketAtGate => ({
	...{ tier, state: 'valid', firstDelegation: 0, endedDelegations: [] },
});
