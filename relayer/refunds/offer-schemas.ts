import { z } from '@hono/zod-openapi';
import { ticketRefundKinds, ticketRefundStates } from '../models/ticket-refunds.ts';
import { reference } from '../orders/order-schemas.ts';
import { refundReasons } from '../reasons.ts';
import { refundRefusals } from './decide-refund.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const time = z.string().openapi({ format: 'date-time', example: '2026-12-01T17:00:00.000Z' });
const places = z.array(z.int()).openapi({ description: 'their places in the order, from 0' });

const offer = {
	reference,
	cancelled: z.boolean().openapi({ description: 'the event is: each order is refunded by itself' }),
	tickets: z
		.array(
			z.object({
				index: z.int(),
				refusal: z
					.enum([...refundRefusals, 'MONEY_REVERSED', 'TICKET_GIVEN'])
					.nullable()
					.openapi({ description: 'null: it can be given back now' }),
			}),
		)
		.openapi({ description: 'those that are in no refund' }),
	until: time
		.nullable()
		.openapi({ description: 'until when they can be given back; null: never, or no end' }),
	amounts: z.array(cents).openapi({ description: 'what goes back for one ticket, for two, …' }),
	part: z
		.object({
			from: time.openapi({ description: 'from when on a payer may take a part' }),
			open: z.boolean(),
			taken: z.boolean().openapi({ description: 'the payer takes it' }),
			amountKes: cents.openapi({ description: 'what the event could pay now of what waits' }),
		})
		.nullable()
		.openapi({ description: 'a cancelled event holds too little for what waits; null: it does not' }),
};

/** What can be given back of an order, as its holder sees it. */
export const refundOfferSchema = z.object(offer).openapi('RefundOffer');
export type RefundOffer = z.infer<typeof refundOfferSchema>;

const refundOfOrder = z
	.object({
		id: z.string(),
		state: z.enum(ticketRefundStates),
		kind: z.enum(ticketRefundKinds).openapi({ description: 'reversal: the payer has the money already' }),
		reason: z.enum(refundReasons),
		tickets: places,
		amountKes: cents,
		by: z.string().openapi({ description: 'an account, `holder`, `system` or the support token' }),
		secondBy: z.string().nullable(),
		note: z.string().nullable(),
		waitsFor: z.string().nullable().openapi({ description: 'why the chain’s part waits: a stable code' }),
		way: z.enum(['reversal', 'payout', 'checking']).nullable(),
		own: z.boolean().openapi({ description: 'the reader asked for it: another person has to agree' }),
		withdrawable: z.boolean().openapi({
			description: 'whether a person may withdraw it now. What goes back by itself is nobody’s to withdraw',
		}),
		txHash: z.string().nullable(),
		askedAt: time,
		voidedAt: time.nullable(),
		endedAt: time.nullable(),
	})
	.openapi('RefundOfOrder');

/** The same for a person of support's or the organizer's, with all refunds of the order. */
export const orderRefundsSchema = z
	.object({
		offer: refundOfferSchema.nullable().openapi({ description: 'null: it has no tickets, or nobody paid' }),
		order: z.object({
			eventNo: z.int(),
			eventName: z.string(),
			tier: z.int(),
			qty: z.int(),
			amountKes: cents.openapi({ description: 'what it cost; 0: a gift' }),
			createdAt: time,
		}),
		together: z
			.array(z.object({ reference, tier: z.int(), qty: z.int() }))
			.openapi({ description: 'the orders of other tiers that the same payment bought' }),
		refunds: z.array(refundOfOrder).openapi({ description: 'oldest first' }),
		alone: z.object({ limitKes: cents, leftKes: cents }).nullable().openapi({
			description: 'what this support person may still refund alone today; null: nobody else has to agree',
		}),
	})
	.openapi('OrderRefunds');
export type OrderRefunds = z.infer<typeof orderRefundsSchema>;

/** A refund to which a second person has to agree. */
export const waitingRefundSchema = z
	.object({
		id: z.string(),
		reference,
		eventName: z.string(),
		amountKes: cents,
		by: z.string().openapi({ description: 'the account that asked' }),
		own: z.boolean().openapi({ description: 'the reader asked for it' }),
		askedAt: time,
	})
	.openapi('WaitingRefund');
export type WaitingRefund = z.infer<typeof waitingRefundSchema>;
