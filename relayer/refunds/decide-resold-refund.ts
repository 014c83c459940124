import type { ReadTicket } from './read-order.ts';

/** A sold ticket and its event at one moment. Times in Unix seconds of the network. */
export type ResoldRefundFacts = {
	cancelled: boolean;
	now: bigint;
	frozenUntil: bigint;
	ticket: Pick<ReadTicket, 'refunded' | 'ours' | 'custodial' | 'resales'>;
};

/**
 * `record`: it is void on chain. `void`: that call. `withdraw`: its last buyer is an order's here, whose own refund
 * gives the money back, or the contract pays the wallet itself. `wait`: the contract pays nothing now.
 */
export type ResoldRefundAction =
	| { do: 'record' | 'void' | 'withdraw' }
	| { do: 'wait'; code: 'EVENT_FROZEN' | 'RPC_BEHIND' };

/**
 * Pure. `resales`: how often the ticket had been sold when it became the newest order's here; a wallet bought it after
 * that. What is in custody an order here bought, even if nobody has recorded it yet.
 */
export function decideResoldRefund(
	{ ticket, ...event }: ResoldRefundFacts,
	resales: number,
): ResoldRefundAction {
	// A node that is behind could show a ticket as it was before it was sold.
	if (!event.cancelled) return { do: 'wait', code: 'RPC_BEHIND' };
	if (!ticket.ours || ticket.custodial || ticket.resales <= resales) return { do: 'withdraw' };
	if (ticket.refunded) return { do: 'record' };
	if (event.now < event.frozenUntil) return { do: 'wait', code: 'EVENT_FROZEN' };
	return { do: 'void' };
}
