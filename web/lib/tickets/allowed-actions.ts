import type { EventView, OrderView } from '#indexer/client.ts';
import { supports } from '#shared/contract/supports.ts';
import { fundingUntil } from '../text/event-funding.ts';

/** What a holder may do with a ticket by a wallet. */
export type TicketActionKind = 'send' | 'sell' | 'unlist' | 'refund';

export type WhyNot =
	| 'used'
	| 'returned'
	/** The holder has no wallet: Passa keeps the ticket. */
	| 'kept'
	| 'listed'
	/** The event's rules do not have it. */
	| 'off'
	/** A resale cap is set: a plain transfer would be a way round it. */
	| 'only-resale'
	/** The time for it is over. */
	| 'over'
	| 'complimentary'
	/** It was sold on as often as the rules allow. */
	| 'limit'
	| 'cancelled'
	/** The event's money is stopped until `until`. */
	| 'frozen'
	/** Somebody else paid, and gets the money back. */
	| 'payer'
	/** The event does not hold enough yet; from `until` on refunds are in proportion. */
	| 'funding';

/**
 * Where `why` is null it is possible until `until` (ISO 8601), or without an end if that is null. `paused`: a ticket can
 * be offered, and nobody can buy it now.
 */
export type AllowedAction = {
	action: TicketActionKind;
	until: string | null;
	why: WhyNot | null;
	paused?: true;
};

type Event = Pick<
	EventView,
	| 'version'
	| 'policy'
	| 'stopped'
	| 'cancelledAt'
	| 'frozenUntil'
	| 'refundsUntil'
	| 'refundWindow'
	| 'cash'
	| 'refundable'
>;
type Order = Pick<OrderView, 'complimentary' | 'termsVersion'>;
type Ticket = Pick<
	OrderView['tickets'][number],
	'state' | 'custody' | 'owner' | 'payer' | 'price' | 'resales'
>;

const at = (iso: string | null): number => (iso === null ? 0 : Date.parse(iso));
const no = (action: TicketActionKind, why: WhyNot, until: string | null = null): AllowedAction => ({
	action,
	until,
	why,
});
const yes = (action: TicketActionKind, until: string | null): AllowedAction => ({ action, until, why: null });

/** What a ticket's holder may do now and until when, by the contract's own rules. `now` in Unix milliseconds. */
export function allowedActions(event: Event, order: Order, ticket: Ticket, now: number): AllowedAction[] {
	const open = now < at(event.policy.freezeAt);
	// Listings end with the freeze of transfers.
	const listed = ticket.price !== null && open;
	const ended = endOf(event, ticket);
	if (ended) return (['send', 'sell', 'refund'] as const).map((action) => no(action, ended));
	const sale = listed ? unlisting(event) : selling(event, order, ticket, open);
	return [sending(event, { listed, open }), sale, refunding(event, order, ticket, { listed, now })];
}

function endOf({ cancelledAt }: Event, { custody, state }: Ticket): WhyNot | null {
	if (state === 'refunded') return 'returned';
	if (custody) return 'kept';
	// A cancel pays back used tickets too.
	return state === 'used' && cancelledAt === null ? 'used' : null;
}

function sending({ policy, cancelledAt }: Event, { listed, open }: { listed: boolean; open: boolean }) {
	if (policy.resaleCapBps > 0) return no('send', 'only-resale');
	if (!policy.transferable) return no('send', 'off');
	if (cancelledAt !== null) return no('send', 'cancelled');
	if (!open) return no('send', 'over');
	return listed ? no('send', 'listed') : yes('send', policy.freezeAt);
}

function selling(event: Event, { complimentary }: Order, { resales }: Ticket, open: boolean): AllowedAction {
	const { cancelledAt, policy, version } = event;
	if (!supports(version, 'resale') || policy.resaleCapBps === 0) return no('sell', 'off');
	if (cancelledAt !== null) return no('sell', 'cancelled');
	if (complimentary) return no('sell', 'complimentary');
	if (!open) return no('sell', 'over');
	if (resales >= policy.resaleLimit) return no('sell', 'limit');
	return { ...yes('sell', policy.freezeAt), ...pausedIn(event) };
}

const unlisting = (event: Event): AllowedAction => ({
	...yes('unlist', event.policy.freezeAt),
	...pausedIn(event),
});

const pausedIn = ({ stopped }: Event): { paused?: true } => (stopped === null ? {} : { paused: true });

function refunding(
	event: Event,
	order: Order,
	{ owner, payer }: Ticket,
	{ listed, now }: { listed: boolean; now: number },
): AllowedAction {
	if (!supports(event.version, 'refunds')) return no('refund', 'off');
	if (order.complimentary) return no('refund', 'complimentary');
	const frozen = now < at(event.frozenUntil);
	if (event.cancelledAt !== null) {
		if (frozen) return no('refund', 'frozen', event.frozenUntil);
		return ofCancelled(event, { isPayer: payer === owner, now });
	}
	const until = refundsUntil(event, order);
	if (until === null) return no('refund', 'off');
	if (now >= at(until)) return no('refund', 'over');
	if (payer !== owner) return no('refund', 'payer');
	if (frozen) return no('refund', 'frozen', event.frozenUntil);
	return listed ? no('refund', 'listed') : yes('refund', until);
}

/** Anyone may have the whole price paid back; a part of it only its receiver. */
function ofCancelled(event: Event, { isPayer, now }: { isPayer: boolean; now: number }): AllowedAction {
	const since = fundingUntil(event);
	if (!isPayer) return no('refund', 'payer');
	if (now < at(since)) return no('refund', 'funding', since);
	return yes('refund', null);
}

/** The later end of what the rules give every buyer, and of the window that a new time or place opened for this order. */
function refundsUntil({ refundsUntil: always, refundWindow }: Event, { termsVersion }: Order): string | null {
	const window = refundWindow && termsVersion < refundWindow.termsVersion ? refundWindow.until : null;
	return at(window) > at(always) ? window : always;
}
