import type { Closed } from '../models/tiers.ts';
import type { RefundReason } from '../reasons.ts';

/**
 * A ticket that a fan offers, as the chain shows it. Times in Unix seconds of the network. `price`: null if it is
 * not for sale.
 */
export type ListingFacts = {
	now: bigint;
	closed: Closed | null;
	freezeAt: bigint;
	frozenUntil: bigint;
	owner: string;
	custodial: boolean;
	resales: number;
	refunded: boolean;
	price: bigint | null;
};

/** What was paid for. `owner`: the buyer's custodial address, which no other order has. */
export type Purchase = {
	owner: string;
	price: bigint;
	seller: string;
	/** A call of it is stored, and its envelope may still land. */
	isSent: boolean;
	/** Whether anything that was ever signed for it may still land. */
	mayLand: boolean;
	/** A person takes the order out. */
	withdrawn: boolean;
	/** Its ten minutes are over. */
	overdue: boolean;
};

/**
 * `record`: the ticket is the buyer's. `resend`: the same envelope again. `giveBack`: it is another's for good, and so
 * is the money the payer's: nothing that was signed can land any more. `wait`: nothing can be done now.
 */
export type BuyAction =
	| { do: 'record' | 'resend' | 'buy' }
	| { do: 'wait'; code: string }
	| {
			do: 'giveBack';
			reason: Extract<RefundReason, 'LISTING_GONE' | 'LISTING_REFUSED' | 'SALES_CLOSED' | 'DECIDED'>;
	  };

/**
 * Pure: the same facts give the same action, so that the next process goes on where one died. The contract
 * decides who gets the ticket; this only reads how it decided. A second call cannot buy it twice: the ticket is then the
 * buyer's and not for sale. So only money waits until nothing can land.
 */
export function decideBuy(facts: ListingFacts, of: Purchase): BuyAction {
	if (facts.owner === of.owner) return { do: 'record' };
	const reason = reasonToGiveBack(facts, of);
	if (reason) return of.mayLand ? { do: 'wait', code: reason } : { do: 'giveBack', reason };
	if (facts.closed) return { do: 'wait', code: 'SALES_CLOSED' };
	return { do: of.isSent ? 'resend' : 'buy' };
}

function reasonToGiveBack(facts: ListingFacts, of: Purchase) {
	if (facts.closed === 'CANCELLED') return 'SALES_CLOSED';
	const isOffered = facts.price === of.price && facts.owner === of.seller && !facts.refunded;
	if (!isOffered || facts.now >= facts.freezeAt) return 'LISTING_GONE';
	if (of.withdrawn) return 'DECIDED';
	if (of.overdue) return facts.closed ? 'SALES_CLOSED' : 'LISTING_REFUSED';
	return null;
}
