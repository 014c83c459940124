import type { EventAtGate, TicketAtGate } from './entry-facts.ts';

/** What a device loads so that it can decide alone. Ticket ids and bytes are texts, times milliseconds since 1970. */
export type GateList = {
	event: string;
	/** The contract's 32 bytes, in hex. */
	eventId: string;
	device: string;
	/** The device's own gate. */
	gate: string;
	gates: { id: string; name: string; tiers: number[] | null; stopped?: boolean }[];
	/** Each ticket has one gate while gates are offline. */
	divided: boolean;
	facts: EventAtGate;
	/** The moment that the list is of. */
	listAt: number;
	now: number;
	/** The issuer's public keys: 33 bytes in base64. */
	issuers: { issuer: number; key: string }[];
	tickets: {
		ticket: string;
		tier: number;
		state: TicketAtGate['state'];
		/** Certificates with a lower number have ended; and these others. */
		first: number;
		ended: number[];
		/** Number, and the part of a certificate that its pass does not say, in base64. */
		certificates: [number, string][];
		/** Hashes of its static codes, and of those that ended; unset where it never had one. */
		codes?: string[];
		endedCodes?: string[];
	}[];
	entries: { ticket: string; gate: string; at: number; inside: boolean }[];
};
