import { fromBase64 } from '../base64.ts';
import { PassaError } from '../errors.ts';
import { importPublicKey } from '../pass/p256.ts';
import { readCertificatePart } from '../pass/pass-layout.ts';
import { type PassReading, type PassVerifier, verifyPass } from '../pass/verify-pass.ts';
import { decideEntry } from './decide-entry.ts';
import type { EntryAnswer } from './entry-answer.ts';
import type { EntryOfTicket, Failed, GateAtEvent, TicketAtGate } from './entry-facts.ts';
import type { GateList } from './gate-list.ts';
import { gateOfTicket } from './gate-of-ticket.ts';

type Listed = GateList['tickets'][number];

/** A loaded list, ready to be asked. `entries` grows with what the device admits. */
export type OpenList = {
	list: GateList;
	gate: GateAtEvent;
	tickets: ReadonlyMap<bigint, Listed>;
	/** Tickets by the hashes of their static codes. */
	codes: ReadonlyMap<string, bigint>;
	entries: Map<bigint, EntryOfTicket>;
	verifier: PassVerifier;
};

export type OpenListError = PassaError<'LIST_DAMAGED'>;

/**
 * Prepares a list that was loaded or kept. `verified`: keys that an earlier list of the device has read. Throws
 * OpenListError.
 */
export async function openList(
	list: GateList,
	verified: PassVerifier['verified'] = new Map(),
): Promise<OpenList> {
	const gate = list.gates.find(({ id }) => id === list.gate);
	if (!gate) throw damaged();
	const issuers = new Map<number, CryptoKey>();
	for (const { issuer, key } of list.issuers) {
		const imported = await importPublicKey(fromBase64(key));
		if (!imported) throw damaged();
		issuers.set(issuer, imported);
	}
	const tickets = new Map(list.tickets.map((each) => [BigInt(each.ticket), each]));
	const codes = new Map(
		list.tickets.flatMap(({ ticket, codes: live = [], endedCodes = [] }) =>
			[...live, ...endedCodes].map((hash) => [hash, BigInt(ticket)] as const),
		),
	);
	const nameOf = (id: string) => list.gates.find((each) => each.id === id)?.name ?? '';
	const entries = new Map(
		list.entries.map(({ ticket, gate: id, at, inside }) => [
			BigInt(ticket),
			{ original: { gate: nameOf(id), at: new Date(at).toISOString() }, inside },
		]),
	);
	const verifier: PassVerifier = {
		eventId: bytesOf(list.eventId),
		issuers,
		verified,
		certificateOf(ticket, delegation) {
			const part = tickets.get(ticket)?.certificates.find(([number]) => number === delegation)?.[1];
			return part === undefined ? null : readCertificatePart(fromBase64(part));
		},
	};
	return { list, gate, tickets, codes, entries, verifier };
}

const damaged = (): OpenListError => new PassaError('LIST_DAMAGED', 'Load the list of this event again.');

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
	new Uint8Array((hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)));

/**
 * Decides without the server, by the same rules, and remembers who was admitted. `now`: milliseconds since 1970, after the
 * clock's correction. It never rejects: a fault of the device is an answer too.
 */
export async function decideOffline(
	open: OpenList,
	scanned: string,
	direction: 'in' | 'out',
	now: number,
): Promise<{ ticket: bigint | null; answer: EntryAnswer }> {
	const { list, gate, tickets, entries } = open;
	const reading = await verifyPass(open.verifier, scanned, now).catch((): Failed => 'failed');
	const ticket = ticketIn(open, reading);
	const listed = ticket === null ? undefined : tickets.get(ticket);
	const answer = decideEntry({
		...{ now, direction, reading, gate },
		mode: { online: false, listAt: list.listAt },
		event: list.facts,
		partition:
			ticket !== null && listed && list.divided ? gateOfTicket(ticket, listed.tier, list.gates) : null,
		ticket: listed ? atGate(listed) : 'unknown',
		entry: (ticket !== null && entries.get(ticket)) || null,
	});
	if (answer.success && ticket !== null) {
		const original = entries.get(ticket)?.original ?? { gate: gate.name, at: answer.timestamp };
		entries.set(ticket, { original, inside: direction === 'in' });
	}
	return { ticket, answer };
}

function ticketIn({ codes }: OpenList, reading: PassReading | Failed): bigint | null {
	if (reading === 'failed' || reading.kind === 'refused') return null;
	return reading.kind === 'rotating' ? reading.ticket : (codes.get(reading.codeHash) ?? null);
}

const atGate = ({ tier, state, first, ended, endedCodes = [] }: Listed): TicketAtGate => ({
	...{ tier, state },
	firstDelegation: first,
	endedDelegations: ended,
	endedCodes,
});
