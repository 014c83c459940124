import { and, eq } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { extended, fundingSeconds } from '#shared/contract/pay-to.ts';
import { supports } from '#shared/contract/supports.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { PassaError } from '#shared/errors.ts';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { refundShare } from '../orders/refund-share.ts';
import { appliedPayment } from '../payments/applied-payment.ts';
import { costOnChain, moneyBack, moneyOf } from '../payments/money-back.ts';
import { freeTickets } from '../payments/open-ticket-refund.ts';
import { decideRefund, openUntil } from './decide-refund.ts';
import type { RefundOffer } from './offer-schemas.ts';
import { type RefundReading, readRefundFacts } from './read-refund-facts.ts';
import { assertRefundable, type RequestDeps } from './request-ticket-refund.ts';

export type RefundOfferError = RpcError | DecodeStateError | PassaError<'ORDER_STATE'>;

/**
 * Which tickets of an issued order can be given back now, until when, and for how much: none that somebody else has taken,
 * until they give it back. Throws RefundOfferError.
 */
export async function refundOffer(deps: RequestDeps, order: OrderRow): Promise<RefundOffer> {
	assertRefundable(order);
	const { db } = deps;
	const [reading, free, payment, given] = await Promise.all([
		readRefundFacts(deps, order.event, order.chainOrder, order.resales),
		freeTickets(db, order),
		appliedPayment(db, order.no),
		givenOf(deps, order),
	]);
	const { facts } = reading;
	const until = supports(facts.version, 'refunds') ? openUntil(facts) : 0n;
	const paid = { order, payment };
	return {
		reference: order.reference,
		cancelled: facts.cancelled,
		tickets: indexesOf(free).map((index) => ({
			index,
			refusal: refusalOf(facts, index, { isReversed: payment?.reversedAt != null, given }),
		})),
		until: until > 0n && !facts.cancelled ? isoOfSeconds(until) : null,
		amounts: Array.from({ length: order.qty }, (_, n) => moneyBack(paid, n + 1, reading.price).toString()),
		part: await partOf(deps, order, reading, moneyOf(paid)),
	};
}

type Known = { isReversed: boolean; given: number[] };

function refusalOf(
	facts: RefundReading['facts'],
	index: number,
	{ isReversed, given }: Known,
): RefundOffer['tickets'][number]['refusal'] {
	if (isReversed) return 'MONEY_REVERSED';
	if (given.includes(index)) return 'TICKET_GIVEN';
	const step = decideRefund(facts, { mask: 1 << index, kind: 'refund' });
	return step.do === 'refuse' ? step.code : null;
}

/** What waits for money of a cancelled event, and the part of it that the event could pay now. */
async function partOf(
	{ db }: RequestDeps,
	order: OrderRow,
	{ facts, state, price }: RefundReading,
	money: ReturnType<typeof moneyOf>,
): Promise<RefundOffer['part']> {
	if (!facts.cancelled) return null;
	const waiting = await db
		.select({ mask: ticketRefunds.mask, takesPart: ticketRefunds.takesPart })
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.orderNo, order.no),
				eq(ticketRefunds.state, 'requested'),
				eq(ticketRefunds.kind, 'refund'),
			),
		);
	const { refundable } = state.counters;
	const held = cash(booksOf(state));
	if (waiting.length === 0 || held >= refundable) return null;
	const { powers } = facts;
	const since = extended(powers, powers.cancelledAt, powers.cancelledAt + fundingSeconds);
	const now = { paid: held * price, face: refundable * costOnChain(order, price) };
	const amount = waiting.reduce((sum, { mask }) => sum + refundShare(money, indexesOf(mask).length, now), 0n);
	return {
		from: isoOfSeconds(since),
		open: facts.now >= since,
		taken: waiting.every(({ takesPart }) => takesPart),
		amountKes: amount.toString(),
	};
}

async function givenOf({ db }: RequestDeps, { no }: OrderRow): Promise<number[]> {
	const rows = await db
		.select({ index: handovers.index })
		.from(handovers)
		.where(and(eq(handovers.orderNo, no), eq(handovers.state, 'claimed')));
	return rows.map(({ index }) => index);
}
