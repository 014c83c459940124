import type { Powers } from '#shared/contract/event-version.ts';
import { extended } from '#shared/contract/pay-to.ts';
import { supports } from '#shared/contract/supports.ts';
import { indexesOf, maskOf } from '#shared/contract/ticket-mask.ts';
import type { TicketRefundKind } from '../models/ticket-refunds.ts';
import type { ReadTicket } from './read-order.ts';

/** A ticket as the chain shows it. `soldOn`: a fan has sold it since it was this order's. */
export type TicketFacts = ReadTicket & { soldOn: boolean };

/** An event and one of its orders at one moment. Times in Unix seconds of the network. */
export type RefundFacts = {
	version: number;
	cancelled: boolean;
	now: bigint;
	refundUntil: bigint;
	freezeAt: bigint;
	powers: Powers;
	/** The terms that the order was made under. */
	termsVersion: number;
	tickets: TicketFacts[];
};

/** Why the contract does not take tickets back, for good. */
export type RefundRefusal = (typeof refundRefusals)[number];
export const refundRefusals = [
	'EVENT_WITHOUT_REFUNDS',
	'TICKET_USED',
	'TICKET_LISTED',
	'TICKET_SOLD_ON',
	'TICKET_CLAIMED',
	'REFUNDS_CLOSED',
	'REFUNDS_NONE',
] as const;

/**
 * What a refund does on chain next. `void`: these tickets are void there, so the rest follows. `send`: this call; its
 * tickets have one holder. `wait`: the contract pays nothing now. `refuse`: it never will.
 */
export type RefundAction =
	| { do: 'void'; mask: number }
	| { do: 'send'; mask: number }
	| { do: 'wait'; code: 'EVENT_FROZEN' }
	| { do: 'refuse'; code: RefundRefusal };

/**
 * Pure: the same facts give the same action, so that the next process goes on where one died. It follows
 * `contracts/event/src/money/refund.rs` and `reversal.rs`, which decide all the same.
 */
export function decideRefund(
	facts: RefundFacts,
	asked: { mask: number; kind: Exclude<TicketRefundKind, 'sale'> },
): RefundAction {
	if (!supports(facts.version, 'refunds')) return refuse('EVENT_WITHOUT_REFUNDS');
	const all = indexesOf(asked.mask).filter((i) => i < facts.tickets.length);
	const ours = all.filter((i) => mayAsk(facts.tickets[i]!));
	const isOpen = (i: number): boolean => !facts.tickets[i]!.refunded;
	const [open, done] = [ours.filter(isOpen), ours.filter((i) => !isOpen(i))];
	const able = asked.kind === 'reversal' ? open.filter((i) => mayReverse(facts.tickets[i]!)) : open;
	if (able.length === 0)
		return done.length > 0
			? { do: 'void', mask: maskOf(done) }
			: refuse(open.some((i) => facts.tickets[i]!.used) ? 'TICKET_USED' : 'TICKET_SOLD_ON');
	if (facts.now < facts.powers.frozenUntil) return { do: 'wait', code: 'EVENT_FROZEN' };
	const refused = asked.kind === 'refund' && !facts.cancelled ? refusalOf(facts, able) : null;
	if (refused) return refuse(refused);
	const first = facts.tickets[able[0]!]!;
	const isWithFirst = ({ owner, custodial }: TicketFacts) =>
		owner === first.owner && custodial === first.custodial;
	return { do: 'send', mask: maskOf(able.filter((i) => isWithFirst(facts.tickets[i]!))) };
}

const refuse = (code: RefundRefusal): RefundAction => ({ do: 'refuse', code });

/**
 * The seller of a ticket has its price: its money is the last buyer's. Where the treasury paid once, the contract pays the treasury
 * all the same (contracts/event/src/tickets/resale.rs), so that the contract alone would not keep the seller from it.
 */
const mayAsk = ({ ours, soldOn }: TicketFacts): boolean => ours && !soldOn;

/** A used ticket stays with the one who entered, and the contract reverses none that a fan has sold. */
const mayReverse = ({ used, resales }: TicketFacts): boolean => !used && resales === 0;

/** Before a cancel: within the time for it, and by the relayer alone if the ticket is in its custody. */
function refusalOf(facts: RefundFacts, tickets: number[]): RefundRefusal | null {
	const has = (is: (ticket: TicketFacts) => boolean) => tickets.some((i) => is(facts.tickets[i]!));
	if (has(({ used }) => used)) return 'TICKET_USED';
	if (facts.now < facts.freezeAt && has(({ listed }) => listed)) return 'TICKET_LISTED';
	if (has(({ custodial }) => !custodial)) return 'TICKET_CLAIMED';
	const until = openUntil(facts);
	if (until === 0n) return 'REFUNDS_NONE';
	return facts.now < until ? null : 'REFUNDS_CLOSED';
}

/** Until when an order's buyer may give tickets back; 0 is never. */
export function openUntil({
	refundUntil,
	powers,
	termsVersion,
}: Pick<RefundFacts, 'refundUntil' | 'powers' | 'termsVersion'>): bigint {
	const { at, until, version } = powers.window;
	const byWindow = termsVersion < version ? extended(powers, at, until) : 0n;
	const byPolicy = extended(powers, 0n, refundUntil);
	return byPolicy > byWindow ? byPolicy : byWindow;
}
