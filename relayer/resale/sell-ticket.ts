import { and, eq, ne, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { payerOf } from '../contacts/payer.ts';
import { walletMoves } from '../models/handovers.ts';
import { limits } from '../models/limits.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import type { Asker } from '../orders/asker.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import { type PhoneCodeError, phoneCodeNeeded } from '../orders/refusals.ts';
import { keptPayment } from '../payments/applied-payment.ts';
import { askToEndCustodySale } from '../payments/end-custody-sale.ts';
import { type OpenTicketRefundError, openTicketRefund } from '../payments/open-ticket-refund.ts';
import { assertNotGiven, assertRefundable } from '../refunds/request-ticket-refund.ts';
import { refusalToSell, type SellRefusal } from './refusal-to-sell.ts';
import {
	quoteSale,
	readSeller,
	type SaleDeps,
	type SaleOfferError,
	type SaleQuoteError,
} from './sale-offer.ts';

/** Offers of one order within a day: each is two calls on chain that the relayer pays. */
const tries = { seconds: 86_400, max: 20, code: 'TOO_MANY_TRIES' } as const;

export type SellTicketError =
	| SaleOfferError
	| SaleQuoteError
	| LockOrderError
	| OpenTicketRefundError
	| PhoneCodeError
	| KenyanMobileError
	| PassaError<
			| SellRefusal
			| 'TICKET_UNKNOWN'
			| 'TICKET_GIVEN'
			| 'WALLET_MOVE_OPEN'
			| 'MONEY_REVERSED'
			| 'PRICE_CHANGED'
			| 'PHONE_UNKNOWN'
			| 'PHONE_NOT_PAYERS'
			| 'TOO_MANY_TRIES'
	  >;

/**
 * `ticket`: its place in the order. Cents of KES: what the seller asks, and what they saw that they get. `phone`: the
 * number that paid, which gets it.
 */
export type WantedSale = { ticket: number; askedKes: bigint; getsKes: bigint; phone: string };

/**
 * Offers a ticket in custody to other fans. The caller holds the order's own token and has proved the number that paid:
 * the money goes there. Throws SellTicketError; nothing has changed then.
 */
export async function sellTicket(
	deps: SaleDeps,
	order: OrderRow,
	{ ticket, askedKes, getsKes, phone }: WantedSale,
	by: Asker,
): Promise<TicketRefundRow> {
	const { db, clock } = deps;
	assertRefundable(order);
	if (!ownTickets(order).includes(ticket)) throw refuse('TICKET_UNKNOWN', 404);
	await limitRate(db, limits, `sales of order ${order.no}`, tries, clock.now());
	const reading = await readSeller(deps, order);
	const refusal = refusalToSell(reading, order, ticket);
	if (refusal) throw refuse(refusal);
	const money = quoteSale(deps, reading, askedKes);
	if (money.getsKes !== getsKes) throw refuse('PRICE_CHANGED');
	await assertPayer(deps, order, kenyanMobile(phone), by);
	const mask = 1 << ticket;
	return db.transaction(async (tx) => {
		const locked = await lockOrder(tx, order.no);
		const payment = await keptPayment(tx, order.no);
		await assertNotGiven(tx, order.no, mask);
		await assertNotMoving(tx, order.no, mask);
		const asked = { kind: 'sale', reason: 'SOLD_BY_BUYER', state: 'requested', by: 'holder' } as const;
		const sale = { priceUsdc: money.price, askedKes: money.kes, getsKes };
		const rest = { mask, note: null, takesPart: false, sale };
		return openTicketRefund(tx, locked, payment, { ...asked, ...rest }, nowOf(deps));
	});
}

export type TakeOffSaleError = LockOrderError | PassaError<'NOT_LISTED'>;

/** Takes a ticket off sale, unless somebody buys it first. Asking again changes nothing. Throws TakeOffSaleError. */
export async function takeOffSale(deps: SaleDeps, order: OrderRow, ticket: number): Promise<void> {
	await deps.db.transaction(async (tx) => {
		await lockOrder(tx, order.no);
		const [row] = await tx
			.select()
			.from(ticketRefunds)
			.where(
				and(
					eq(ticketRefunds.orderNo, order.no),
					eq(ticketRefunds.kind, 'sale'),
					eq(ticketRefunds.state, 'requested'),
					eq(ticketRefunds.mask, 1 << ticket),
				),
			);
		if (!row) throw refuse('NOT_LISTED');
		if (row.endsFor === null) await askToEndCustodySale(tx, row, 'TAKEN_BACK', nowOf(deps));
	});
}

/** Money goes to the number that paid: the seller types it, and has shown a code of it. */
async function assertPayer(
	{ db, seal }: SaleDeps,
	{ no }: OrderRow,
	phone: string,
	by: Asker,
): Promise<void> {
	const payer = await payerOf(db, no);
	if (!payer?.sealed) throw refuse('PHONE_UNKNOWN');
	if (seal.open(payer.sealed) !== phone) throw refuse('PHONE_NOT_PAYERS');
	if (!by.proves(phone)) throw phoneCodeNeeded();
}

async function assertNotMoving(tx: Transaction, no: bigint, mask: number): Promise<void> {
	const moves = await tx.$count(
		walletMoves,
		and(
			eq(walletMoves.orderNo, no),
			ne(walletMoves.state, 'refused'),
			sql`${walletMoves.mask} & ${mask} <> 0`,
		),
	);
	if (moves > 0) throw refuse('WALLET_MOVE_OPEN');
}

const words = {
	TICKET_UNKNOWN: 'This order has no such ticket.',
	EVENT_VERSION_OLD: 'Tickets of this event are sold on by wallets only.',
	EVENT_CANCELLED: 'The event is cancelled: its tickets are no longer sold.',
	RESALES_OFF: 'Tickets of this event cannot be resold.',
	TRANSFERS_FROZEN: 'It is too late: tickets of this event are no longer resold.',
	TICKET_SOLD_ON: 'The ticket was sold on already.',
	TICKET_CLAIMED: 'The ticket is in a wallet: it is sold there.',
	TICKET_REFUNDED: 'This ticket was refunded.',
	TICKET_USED: 'This ticket was used.',
	TICKET_LISTED: 'The ticket is for sale already.',
	RESALE_LIMIT: 'This ticket was resold as often as the event allows.',
	WALLET_MOVE_OPEN: 'This ticket is on its way to a wallet, or there.',
	PRICE_CHANGED: 'What you get has changed. Look at it again.',
	PHONE_UNKNOWN: 'The number that paid is no longer known, so no money can be sent there.',
	PHONE_NOT_PAYERS: 'The money goes to the number that paid for this ticket: write that number.',
	NOT_LISTED: 'This ticket is not for sale, or no longer.',
} satisfies Partial<Record<SellRefusal, string>> & Record<string, string>;

const refuse = <Code extends keyof typeof words>(code: Code, status = 409): PassaError<Code> =>
	new PassaError(code, words[code], { status });
