import { z } from '@hono/zod-openapi';
import { contactKinds, contactLanguages, noticeStates } from '../models/contacts.ts';
import { states } from '../models/orders.ts';
import { paymentStates, pushStates, refundStates } from '../models/payments.ts';
import { ticketRefundKinds, ticketRefundStates } from '../models/ticket-refunds.ts';
import { providers } from '../providers.ts';
import { failureReasons, prefixOf, refundReasons, reviewReasons } from '../reasons.ts';
import { referencePattern } from './reference.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const stroops = z.string().openapi({ description: 'stroops (10⁻⁷ USDC)', example: '193800000' });
const id = z.string().openapi({ description: 'an unsigned whole number', example: '288230376151711808' });
const time = z.string().openapi({ format: 'date-time', example: '2026-12-01T17:00:00.000Z' });
/** Why an order is in its state: one of our codes, or the provider's name and its result code. */
const providerReason = z.templateLiteral([z.literal(providers.map(prefixOf)), '_', z.string()]);
const orderReason = z
	.union([z.enum([...failureReasons, ...refundReasons, ...reviewReasons]), providerReason])
	.openapi({ description: 'a stable code', example: 'MPESA_1032' });
const refundReason = z.enum(refundReasons).openapi({ description: 'a stable code' });

export const reference = z
	.string()
	.regex(referencePattern)
	.openapi({ description: 'what people and the provider call the order', example: 'K7QW3MN2PX' });

const push = z
	.object({
		state: z.enum(pushStates).openapi({
			description:
				'queued, sending: on its way · open: the phone rings · unknown: it may have rung · paid: the provider reports it, the receipt is awaited · failed, lost: nothing was paid',
		}),
		sentAt: time.nullable(),
		resultCode: z.string().nullable().openapi({ description: 'the provider’s own', example: '1032' }),
		resultText: z.string().nullable().openapi({ description: 'the provider’s text' }),
	})
	.openapi('Push');

const refund = z
	.object({
		state: z.enum(refundStates),
		reason: refundReason,
		doneAt: time.nullable(),
	})
	.openapi('Refund');

const payment = z
	.object({
		receipt: z
			.string()
			.nullable()
			.openapi({ description: 'null once it is redacted, and for a contact who did not pay' }),
		amountKes: cents,
		state: z.enum(paymentStates),
		refund: refund.nullable(),
	})
	.openapi('Payment');

const chain = z
	.object({
		orderId: id,
		tickets: z.array(id),
		txHash: z.string().openapi({ description: 'hex' }),
		ledger: z.int(),
	})
	.openapi('OnChain');

const ticketRefund = z
	.object({
		state: z.enum(ticketRefundStates).openapi({
			description:
				'proposed: a second person has to agree · requested: waits for the chain · voided: the tickets are void, the money is on its way · returned · review: a person decides · withdrawn: nothing happened',
		}),
		kind: z
			.enum(ticketRefundKinds)
			.openapi({ description: 'sale: offered to other fans; the amount is what the seller gets' }),
		listed: z.boolean().openapi({ description: 'of a sale: the chain has shown it for sale' }),
		askedKes: cents.nullable().openapi({ description: 'of a sale: the price' }),
		endsFor: z
			.string()
			.nullable()
			.openapi({ description: 'of a sale: why it is taken off sale, or was: a stable code' }),
		needsFunding: z.boolean().openapi({ description: 'it waits until the organizer puts money in' }),
		reason: refundReason,
		tickets: z.array(z.int()).openapi({ description: 'their places in the order, from 0' }),
		amountKes: cents,
		askedAt: time,
		endedAt: time.nullable(),
	})
	.openapi('TicketRefund');

const orderContact = z
	.object({
		kind: z.enum(contactKinds),
		to: z.string().openapi({ description: 'masked' }),
		payer: z.boolean().openapi({ description: 'whether it is the number that paid, since nobody was named' }),
		notice: z
			.enum(noticeStates)
			.nullable()
			.openapi({ description: 'how the message of its tickets goes; null: there is none yet' }),
	})
	.openapi('OrderContact');

/** What stands for one tier. */
const lineShape = {
	reference,
	tier: z.int(),
	qty: z.int(),
	state: z.enum(states),
	reason: orderReason.nullable(),
	amountKes: cents,
	payments: z
		.array(payment)
		.openapi({ description: 'the one that buys the tickets first, then as they were seen' }),
	chain: chain.nullable(),
	ticketRefunds: z.array(ticketRefund).openapi({ description: 'of issued tickets, oldest first' }),
	given: z.array(id).openapi({ description: 'tickets that somebody else has taken' }),
};

const cart = z
	.object({
		first: reference.openapi({ description: 'the order that has its prompts, contacts and undivided money' }),
		amountKes: cents.openapi({ description: 'of all of it: one payment' }),
		lines: z
			.array(
				z.object({
					...lineShape,
					token: z
						.string()
						.nullable()
						.openapi({ description: 'reads and moves this order; null for a contact' }),
				}),
			)
			.openapi({ description: 'its orders, one for each tier; empty but for the first order' }),
	})
	.openapi('Cart');

export const resaleMoneySchema = z
	.object({
		priceKes: cents.openapi({ description: 'what the fan asks: the three parts below' }),
		feeKes: cents.openapi({ description: 'the platform’s, beside the price: it does not come back' }),
		royaltyKes: cents.openapi({ description: 'of the price, the event’s part' }),
		sellerFeeKes: cents.openapi({
			description: 'of the price, the platform’s part, of a seller without a wallet',
		}),
		sellerKes: cents.openapi({ description: 'of the price, what the seller gets' }),
		backKes: cents.openapi({
			description: 'what a refund gives back: never more than the ticket cost when new',
		}),
	})
	.openapi('ResaleMoney');
export type ResaleMoney = z.infer<typeof resaleMoneySchema>;

export const orderSchema = z
	.object({
		...lineShape,
		event: z.string().openapi({ description: 'the event’s contract: C…' }),
		eventNo: z.int(),
		eventName: z.string(),
		cart: cart.nullable().openapi({ description: 'null: it was ordered alone' }),
		listing: id
			.nullable()
			.openapi({ description: 'the ticket that it buys from another fan; null: seats of the tier' }),
		resale: resaleMoneySchema.nullable().openapi({ description: 'of a listing: who gets what' }),
		amountUsdc: stroops,
		phone: z.string().openapi({ description: 'masked', example: '2547•••••678' }),
		contacts: z.array(orderContact).openapi({ description: 'who gets its messages, and opens it by a code' }),
		access: z.enum(['holder', 'contact']).openapi({
			description:
				'holder: by its own token, which who signs in with the number that paid has, too · contact: by another proved number or address, or a link, which only reads',
		}),
		payer: z.string().nullable().openapi({
			description:
				'the number that paid, masked: its owner, signed in, is the holder. Null: none paid, or only others are named',
		}),
		holdUntil: time,
		push: push.nullable(),
		retryAt: time.nullable().openapi({
			description:
				'when the same phone may be asked again; null: another try need not wait. Other phones never wait',
		}),
		version: z.int().openapi({ description: 'rises with each change' }),
		createdAt: time,
		decideBy: time.nullable().openapi({
			description: 'until when a person decides about its money; null where nobody needs to',
		}),
		serverTime: time,
	})
	.openapi('Order');
export type OrderView = z.infer<typeof orderSchema>;

export const createdSchema = z
	.object({
		order: orderSchema,
		token: z.string().openapi({ description: 'reads and moves this order, as Authorization: Bearer' }),
	})
	.openapi('CreatedOrder');

const ownOrder = z
	.object({
		reference,
		token: z.string().openapi({
			description:
				'as Authorization: Bearer. It moves the order for who paid it or ordered it signed in; for others named it reads',
		}),
		createdAt: time,
	})
	.openapi('OwnOrder');

export const ownOrdersSchema = z.object({
	items: z.array(ownOrder),
	chainOrders: z
		.array(z.object({ event: z.int().openapi({ description: 'its number' }), order: id, createdAt: time }))
		.openapi({ description: 'bought by wallets, for a proved number or address of the account' }),
	next: z.string().nullable().openapi({ description: '`cursor` of the next page; null: that was all' }),
});
export type OwnOrders = z.infer<typeof ownOrdersSchema>;

const phone = z
	.string()
	.min(1)
	.max(1000)
	.openapi({ description: 'a Kenyan mobile number (07…, 01…, +254…)', example: '0712 345 678' });

const language = z.enum(contactLanguages).openapi({ description: 'of messages' });

const contact = z
	.strictObject({
		phone: z.string().max(40).optional(),
		email: z.string().max(254).optional(),
	})
	.openapi('Contact', {
		description: 'who gets the messages; empty: the number that pays. A text that is empty is none',
	});

export const contactSchema = z
	.strictObject({
		...contact.shape,
		keepPayer: z
			.boolean()
			.default(false)
			.openapi({ description: 'whether the number that paid is a contact, too' }),
		language: language.default('en'),
	})
	.openapi('NameContact');
export type NameContact = z.infer<typeof contactSchema>;

export const chainContactSchema = z
	.strictObject({ ...contact.shape, language: language.default('en') })
	.openapi('NameChainContact');

export const linkSchema = z
	.object({
		reference: reference.nullable(),
		token: z.string().nullable().openapi({ description: 'reads the order, as Authorization: Bearer' }),
		event: z.int().nullable().openapi({ description: 'of an order that a wallet bought' }),
		order: id.nullable(),
		handover: z.string().nullable().openapi({ description: 'token of a ticket that was sent' }),
	})
	.openapi('OpenedLink');

export const newOrderSchema = z
	.strictObject({
		event: z.string().min(1).max(60).openapi({ description: 'the event’s number or its contract’s address' }),
		tier: z.int().min(0).max(15),
		qty: z.int().min(1).max(20),
		also: z
			.array(z.strictObject({ tier: z.int().min(0).max(15), qty: z.int().min(1).max(20) }))
			.max(15)
			.optional()
			.openapi({ description: 'tickets of other tiers, paid together: 5 tiers and 20 tickets at most' }),
		provider: z.enum(providers).default('mpesa').openapi({ description: 'whose rail takes the money' }),
		phone,
		contact: contact.optional(),
		language: language.optional(),
		idempotencyKey: z
			.string()
			.min(16)
			.max(64)
			.openapi({ description: 'random, one for each order: a repeated request returns the same order' }),
	})
	.openapi('NewOrder');
export type NewOrder = z.infer<typeof newOrderSchema>;

export const retrySchema = z
	.strictObject({ phone: phone.optional().openapi({ description: 'unset: the same as before' }) })
	.openapi('AnotherPush');
