import type { Announcement } from '#shared/chain/events/announcements.ts';
import type { PassaEvent } from '#shared/contract/event-version.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';

/** Where on the chain something happened. `op` is 0-based, `tx` 1-based within the ledger. */
export type Place = {
	id: string;
	ledger: number;
	closedAt: Date;
	txHash: string;
	tx: number;
	op: number;
	index: number;
};

/** A decoded event that read models are made of; `no` is the event's number in the registry. */
export type Fact =
	| { kind: 'announced'; place: Place; announcement: Announcement }
	| { kind: 'logged'; place: Place; no: number; event: PassaEvent };

/** Ids are `<TOID>-<event index>`, TOID being ledger 32 bits, transaction 20, operation 12. */
export function placeOf(raw: RawEvent): Place {
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
