import { and, eq } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { extended } from '#shared/contract/pay-to.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { PassaError } from '#shared/errors.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { shareOf } from '../orders/share-of.ts';
import { freeTickets } from '../payments/open-ticket-refund.ts';
import { moneyOf } from '../payments/void-tickets.ts';
import { decideRefund, openUntil } from './decide-refund.ts';
import type { RefundOffer } from './offer-schemas.ts';
import { type RefundReading, readRefundFacts } from './read-refund-facts.ts';
import { assertRefundable, type RequestDeps } from './request-ticket-refund.ts';

export type RefundOfferError = RpcError | DecodeStateError | PassaError<'ORDER_STATE'>;

/** After a cancel that is not funded, so long the organizer may fund it: contracts/event/src/money/refund.rs. */
const fundingSeconds = 7n * 86_400n;

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
		paymentOf(deps, order),
		givenOf(deps, order),
	]);
	const { facts } = reading;
	const until = facts.version === 1 ? 0n : openUntil(facts);
	const money = moneyOf({ order, payment });
	return {
		reference: order.reference,
		cancelled: facts.cancelled,
		tickets: indexesOf(free).map((index) => ({
			index,
			refusal: refusalOf(facts, index, { isReversed: payment?.reversedAt != null, given }),
		})),
		until: until > 0n && !facts.cancelled ? isoOf(until) : null,
		amounts: Array.from({ length: order.qty }, (_, n) =>
			shareOf(money, n + 1, ratioOf(order, reading.price)).toString(),
		),
		part: await partOf(deps, order, reading, money),
	};
}

/** What a fan asked for a ticket is not its face price, which is what the contract gives back. Stroops. */
const ratioOf = ({ listing, amountUsdc }: OrderRow, face: bigint): { paid: bigint; face: bigint } =>
	listing === null ? { paid: 1n, face: 1n } : { paid: face, face: amountUsdc };

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
	const ratio = ratioOf(order, price);
	const now = { paid: held * ratio.paid, face: refundable * ratio.face };
	const amount = waiting.reduce((sum, { mask }) => sum + shareOf(money, indexesOf(mask).length, now), 0n);
	return {
		from: isoOf(since),
		open: facts.now >= since,
		taken: waiting.every(({ takesPart }) => takesPart),
		amountKes: amount.toString(),
	};
}

async function paymentOf({ db }: RequestDeps, { no }: OrderRow) {
	const [payment] = await db
		.select()
		.from(payments)
		.where(and(eq(payments.orderNo, no), eq(payments.state, 'applied')));
	return payment ?? null;
}

async function givenOf({ db }: RequestDeps, { no }: OrderRow): Promise<number[]> {
	const rows = await db
		.select({ index: handovers.index })
		.from(handovers)
		.where(and(eq(handovers.orderNo, no), eq(handovers.state, 'claimed')));
	return rows.map(({ index }) => index);
}

const isoOf = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString();
