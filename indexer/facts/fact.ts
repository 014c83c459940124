import type { Announcement } from '#shared/chain/events/announcements.ts';
import type { EventName, EventOf, PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

/** Where on the chain something happened. `op` is 0-based, `tx` 1-based within the ledger. */
export type EventPosition = {
	id: string;
	ledger: number;
	closedAt: Date;
	txHash: string;
	tx: number;
	op: number;
	index: number;
};

/** The name of every event that models follow from: the registry's announcement, and an event contract's own. */
export type FactName = 'announced' | PassaEvent['name'];

export type Announced = { kind: 'announced'; position: EventPosition; announcement: Announcement };

/** An event of an event contract, in its log or plain; `no` is the contract's number in the registry. */
export type Emitted = { kind: 'emitted'; position: EventPosition; no: number; event: PassaEvent };

/** Emitted facts of some names. */
export type EmittedAs<N extends EventName> = {
	[K in N]: Emitted & { event: EventOf<K> };
}[N];

/** A decoded event, from which read models follow. */
export type Fact = Announced | Emitted;

/** The fact of one name. */
export type FactOf<N extends FactName> = N extends EventName ? EmittedAs<N> : Announced;

/** Events of one ticket's life, which bring the event no money. From version 2 on the log does not cover them. */
const outsideLog: ReadonlySet<EventName> = new Set(['moved', 'claimed', 'listed', 'unlisted', 'checked_in']);

/** Whether an event of this name may come without a number in the log. */
export const mayBePlain = (name: EventName): boolean => outsideLog.has(name);

/** An event's number in the log. Only those that are never plain are asked: reading refuses them without one. */
export function numberOf({ name, n }: PassaEvent): bigint {
	if (n === null) throw new PassaError('EVENT_MALFORMED', `${name} has no number in its log`);
	return n;
}

export const nameOf = (fact: Fact): FactName => (fact.kind === 'announced' ? 'announced' : fact.event.name);

/** What an event's id says. Ids are `<TOID>-<event index>`, TOID being ledger 32 bits, transaction 20, operation 12. */
export function placeOf(id: string): { ledger: number; tx: number; op: number; index: number } {
	const dash = id.indexOf('-');
	const position = BigInt(id.slice(0, dash));
	// Ledger and transaction have 52 bits, which a number holds.
	const transaction = Number(position >> 12n);
	return {
		ledger: Math.floor(transaction / 2 ** 20),
		tx: transaction % 2 ** 20,
		op: Number(position & 0xfffn),
		index: Number(id.slice(dash + 1)),
	};
}

/** `closedAt`: when its ledger closed, where that is known better than the event says it. */
export function positionOf(raw: RawEvent, closedAt = new Date(raw.ledgerClosedAt)): EventPosition {
	const { tx, op, index } = placeOf(raw.id);
	return { id: raw.id, ledger: raw.ledger, closedAt, txHash: raw.txHash, tx, op, index };
}

export const ledgerOf = (eventId: string): number => placeOf(eventId).ledger;
