import type { ReadTicket } from '../refunds/read-order.ts';

/**
 * A ticket in custody that its holder offers, as the chain shows it. Times in Unix seconds. `price`: null if it is
 * not for sale.
 */
export type CustodySaleFacts = {
	now: bigint;
	cancelled: boolean;
	freezeAt: bigint;
	price: bigint | null;
	/** `listed` and `price` come from two reads, one after the other. */
	ticket: Pick<ReadTicket, 'refunded' | 'used' | 'listed' | 'custodial' | 'resales'>;
};

export type CustodySale = {
	price: bigint;
	/** How often the ticket had been sold when it became its holder's. */
	resales: number;
	/** Whether the chain has shown it for sale: the one call that offers it has landed. */
	wasListed: boolean;
	/** Why it is to be taken off sale; null: it is not. */
	endsFor: string | null;
	/** Whether a call that was signed for it may still land. */
	mayLand: boolean;
};

/** Why a sale ends without a buyer, as the chain shows it. */
export type CustodySaleEnd =
	| 'EVENT_CANCELLED'
	| 'TICKET_REFUNDED'
	| 'TICKET_CLAIMED'
	| 'TICKET_USED'
	| 'TRANSFERS_FROZEN'
	| 'TAKEN_BACK';

/**
 * `sold`: another has it. `list`, `unlist`: that call. `rest`: it is for sale. `wait`: for a call that may land. `end`:
 * nobody can buy it any more, so that the ticket is its holder's to refund, to move or to offer anew.
 */
export type CustodySaleAction =
	| { do: 'sold' | 'list' | 'unlist' | 'rest' | 'wait' }
	| { do: 'end'; reason: string };

/**
 * Pure: the same facts give the same action, so that the next process goes on where one died. The contract decides who has the
 * ticket: contracts/event/src/tickets/listing.rs and resale.rs. A sale ends only if no offer is there and none can come.
 */
export function decideCustodySale(
	{ ticket, price, ...event }: CustodySaleFacts,
	of: CustodySale,
): CustodySaleAction {
	if (ticket.resales > of.resales) return { do: 'sold' };
	const over = endOf(event, ticket);
	if (over) return { do: 'end', reason: over };
	if (price !== null) {
		if (of.endsFor === null && price === of.price) return { do: 'rest' };
		return { do: of.mayLand && of.wasListed ? 'wait' : 'unlist' };
	}
	// It was for sale, and then its price was gone: somebody may have bought it between the two reads.
	if (ticket.listed) return { do: 'wait' };
	if (of.wasListed) return { do: 'end', reason: of.endsFor ?? ('TAKEN_BACK' satisfies CustodySaleEnd) };
	if (of.mayLand) return { do: 'wait' };
	return of.endsFor === null ? { do: 'list' } : { do: 'end', reason: of.endsFor };
}

/** Why the contract sells it no more, whatever was signed. */
function endOf(
	{ now, cancelled, freezeAt }: Omit<CustodySaleFacts, 'ticket' | 'price'>,
	{ refunded, custodial, used }: CustodySaleFacts['ticket'],
): CustodySaleEnd | null {
	if (cancelled) return 'EVENT_CANCELLED';
	if (refunded) return 'TICKET_REFUNDED';
	if (!custodial) return 'TICKET_CLAIMED';
	if (used) return 'TICKET_USED';
	return now >= freezeAt ? 'TRANSFERS_FROZEN' : null;
}
