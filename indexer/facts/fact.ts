import type { Announcement } from '#shared/chain/events/announcements.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';

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

/** The name of every event that our contracts emit: the registry's announcement, and those in an event's log. */
export type FactName = 'announced' | PassaEvent['name'];

export type Announced = { kind: 'announced'; position: EventPosition; announcement: Announcement };

/** An event of an event contract's log; `no` is the contract's number in the registry. */
export type Logged = { kind: 'logged'; position: EventPosition; no: number; event: PassaEvent };

/** Logged facts of some names. */
export type LoggedAs<N extends PassaEvent['name']> = {
	[K in N]: Logged & { event: Extract<PassaEvent, { name: K }> };
}[N];

/** A decoded event, from which read models follow. */
export type Fact = Announced | Logged;

/** The fact of one name. */
export type FactOf<N extends FactName> = N extends PassaEvent['name'] ? LoggedAs<N> : Announced;

export const nameOf = (fact: Fact): FactName => (fact.kind === 'announced' ? 'announced' : fact.event.name);

/** Ids are `<TOID>-<event index>`, TOID being ledger 32 bits, transaction 20, operation 12. */
export function positionOf(raw: RawEvent): EventPosition {
	const [toid, index] = raw.id.split('-') as [string, string];
	const position = BigInt(toid);
	return {
		id: raw.id,
		ledger: raw.ledger,
		closedAt: new Date(raw.ledgerClosedAt),
		txHash: raw.txHash,
		tx: Number((position >> 12n) & 0xfffffn),
		op: Number(position & 0xfffn),
		index: Number(index),
	};
}

export const ledgerOf = (eventId: string): number => Number(BigInt(eventId.split('-')[0]!) >> 32n);
