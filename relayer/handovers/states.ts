import { supports } from '#shared/contract/supports.ts';
import { PassaError } from '#shared/errors.ts';
import type { HandoverState } from '../models/handovers.ts';

/*
 * A ticket in custody is sent to a phone or an e-mail address.
 *
 * | state       | means                                                  | the ticket's holder | ends in |
 * | ----------- | ------------------------------------------------------ | ------------------- | ------- |
 * | `offered`   | the receiver has a link and has not taken it           | its sender          | `claimed`, `cancelled`, `expired` |
 * | `claimed`   | a person who proved that phone or address took it      | its receiver        | `passed_on`, `returned` |
 * | `passed_on` | the receiver sent it on, and somebody took that        | of that handover    | `claimed`, when it is given back |
 * | `returned`  | the receiver gave it back                              | its sender          | –       |
 * | `cancelled` | the sender took it back                                | its sender          | –       |
 * | `expired`   | 72 hours, or the policy's freeze, came before a claim  | its sender          | –       |
 *
 * A ticket that came back may be sent again: by another row. Money's rights never move: they are the payer's. So a ticket
 * that somebody else holds is refunded once its holder has given it back: both have agreed.
 */

export type HandoverRefusal =
	| 'EVENT_VERSION_OLD'
	| 'EVENT_CANCELLED'
	| 'TRANSFERS_OFF'
	| 'TRANSFERS_FROZEN'
	| 'TICKET_USED'
	| 'TICKET_REFUNDED'
	| 'TICKET_LISTED'
	| 'NOT_IN_CUSTODY';

export type AcceptRefusal =
	| 'HANDOVER_NOT_YOURS'
	| 'HANDOVER_TAKEN'
	| 'HANDOVER_CANCELLED'
	| 'HANDOVER_EXPIRED';

/** Of the event's terms as the chain shows them. `freezeAt`: Unix seconds. */
export type TransferTerms = {
	version: number;
	cancelled: boolean;
	transferable: boolean;
	resaleCapBps: number;
	freezeAt: bigint;
};

export type Ticket = { custodial: boolean; used: boolean; refunded: boolean; listed: boolean };

const lifeMilliseconds = 72 * 3_600_000;

const secondsOf = (time: Date): bigint => BigInt(Math.floor(time.getTime() / 1000));

/**
 * Why a ticket cannot change hands now, by the rules of the contract's own `transfer`: where a resale cap applies, gifts
 * would be a way round it. Null if it can.
 */
export function refusalToHandOver(policy: TransferTerms, ticket: Ticket, now: Date): HandoverRefusal | null {
	if (!supports(policy.version, 'custody')) return 'EVENT_VERSION_OLD';
	if (policy.cancelled) return 'EVENT_CANCELLED';
	if (!policy.transferable || policy.resaleCapBps > 0) return 'TRANSFERS_OFF';
	if (secondsOf(now) >= policy.freezeAt) return 'TRANSFERS_FROZEN';
	if (ticket.used) return 'TICKET_USED';
	return refusalToMove(policy, ticket);
}

/** Why a ticket cannot go to its holder's own wallet: the contract's rules of `claim_custodial`. Null if it can. */
export function refusalToMove(
	{ version }: Pick<TransferTerms, 'version'>,
	{ custodial, refunded, listed }: Ticket,
): HandoverRefusal | null {
	if (!supports(version, 'custody')) return 'EVENT_VERSION_OLD';
	if (refunded) return 'TICKET_REFUNDED';
	if (!custodial) return 'NOT_IN_CUSTODY';
	return listed ? 'TICKET_LISTED' : null;
}

/** Until when an offer can be taken. */
export const offerEnds = ({ freezeAt }: Pick<TransferTerms, 'freezeAt'>, now: Date): Date =>
	new Date(Math.min(now.getTime() + lifeMilliseconds, Number(freezeAt) * 1000));

/** What decides, of a row. */
export type HandoverFacts = { state: HandoverState; expiresAt: Date; claimedBy: string | null };

/** `proved`: whether that person has proved the phone or address that it was sent to. */
export type Act =
	| { do: 'accept'; by: string; proved: boolean }
	| { do: 'return'; by: string }
	| { do: 'cancel' }
	| { do: 'expire' };

/** `to`: the state that follows; `same`: it is done already; `refuse`: nothing changes. */
export type Decision =
	| { to: Exclude<HandoverState, 'offered' | 'passed_on'> }
	| { same: true }
	| { refuse: AcceptRefusal };

/** What follows from an act. A row whose time is over counts as expired, also before a worker notes it. */
export function decideHandover(
	{ state, expiresAt, claimedBy }: HandoverFacts,
	act: Act,
	now: Date,
): Decision {
	const isOver = state === 'expired' || (state === 'offered' && expiresAt <= now);
	switch (act.do) {
		case 'accept':
			if (state === 'claimed')
				return act.by === claimedBy
					? { same: true }
					: { refuse: act.proved ? 'HANDOVER_TAKEN' : 'HANDOVER_NOT_YOURS' };
			if (!act.proved) return { refuse: 'HANDOVER_NOT_YOURS' };
			if (state === 'passed_on' || state === 'returned') return { refuse: 'HANDOVER_TAKEN' };
			if (state === 'cancelled') return { refuse: 'HANDOVER_CANCELLED' };
			return isOver ? { refuse: 'HANDOVER_EXPIRED' } : { to: 'claimed' };
		case 'return':
			if (act.by !== claimedBy) return { refuse: 'HANDOVER_NOT_YOURS' };
			if (state === 'passed_on') return { refuse: 'HANDOVER_TAKEN' };
			return state === 'claimed' ? { to: 'returned' } : { same: true };
		case 'cancel':
			if (state === 'claimed' || state === 'passed_on') return { refuse: 'HANDOVER_TAKEN' };
			return state === 'offered' ? { to: 'cancelled' } : { same: true };
		case 'expire':
			return isOver && state === 'offered' ? { to: 'expired' } : { same: true };
	}
}

const words: Record<HandoverRefusal | AcceptRefusal, [status: number, message: string]> = {
	EVENT_VERSION_OLD: [409, 'Tickets of this event stay with the order that bought them.'],
	EVENT_CANCELLED: [409, 'The event is cancelled: its tickets are no longer given away.'],
	TRANSFERS_OFF: [409, 'Tickets of this event cannot be given away.'],
	TRANSFERS_FROZEN: [409, 'It is too late: tickets of this event are no longer given away.'],
	TICKET_USED: [409, 'This ticket was used.'],
	TICKET_REFUNDED: [409, 'This ticket was refunded.'],
	TICKET_LISTED: [409, 'The ticket is for sale. Take it off sale first.'],
	NOT_IN_CUSTODY: [409, 'This ticket is in a wallet already.'],
	HANDOVER_NOT_YOURS: [
		403,
		'This ticket was sent to another phone or address than those that you have proved.',
	],
	HANDOVER_TAKEN: [409, 'Somebody has taken this ticket already.'],
	HANDOVER_CANCELLED: [410, 'The sender took this ticket back.'],
	HANDOVER_EXPIRED: [410, 'The time to take this ticket is over. Ask for it to be sent again.'],
};

/** The refusal as an error. */
export function refusal<Code extends HandoverRefusal | AcceptRefusal>(code: Code): PassaError<Code> {
	const [status, message] = words[code];
	return new PassaError(code, message, { status });
}
