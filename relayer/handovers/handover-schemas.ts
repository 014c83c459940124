import { z } from '@hono/zod-openapi';
import { contactKinds, contactLanguages, noticeStates } from '../models/contacts.ts';
import { handoverStates, walletMoveStates } from '../models/handovers.ts';
import { ticketOvers } from './ticket-over.ts';

const id = z.string().openapi({ description: 'an unsigned whole number', example: '9223372036854775808' });
const time = z.string().openapi({ format: 'date-time', example: '2026-12-01T17:00:00.000Z' });
const code = z.string().openapi({ description: 'a stable code', example: 'TRANSFERS_FROZEN' });
const ticketIndex = z.int().min(0).max(19).openapi({ description: 'the ticket’s place in its order' });
const wallet = z.string().min(1).max(80).openapi({ description: 'an address of a wallet: G… or C…' });

const walletMove = z
	.object({
		to: z.string().openapi({ description: 'G… or C…' }),
		state: z
			.enum(walletMoveStates)
			.openapi({ description: 'waiting: on its way · refused: by the contract' }),
		reason: code.nullable(),
		txHash: z.string().nullable().openapi({ description: 'hex' }),
	})
	.openapi('WalletMove');

const over = z
	.enum(ticketOvers)
	.nullable()
	.openapi({ description: 'why nobody enters with the ticket any more; null: it may be used' });

const masked = z.string().openapi({ description: 'masked', example: '2547•••••678' });

const sent = z
	.object({
		id: z.uuid(),
		state: z.enum(handoverStates),
		kind: z.enum(contactKinds),
		to: masked,
		expiresAt: time,
		notice: z.enum(noticeStates).nullable().openapi({ description: 'how the message with the link goes' }),
	})
	.openapi('SentTicket');

const orderTicket = z
	.object({
		index: ticketIndex,
		ticket: id,
		sent: sent.nullable().openapi({ description: 'offered to somebody, or taken' }),
		wallet: walletMove.nullable(),
		refusal: code.nullable().openapi({ description: 'why it cannot be sent now; null: it can' }),
		movable: z.boolean().openapi({ description: 'whether it can go to a wallet of its holder’s now' }),
	})
	.openapi('OrderTicket');

export const orderTicketsSchema = z
	.object({
		items: z.array(orderTicket),
		until: time.nullable().openapi({ description: 'until when tickets can be sent; null: not at all' }),
	})
	.openapi('OrderTickets');
export type OrderTickets = z.infer<typeof orderTicketsSchema>;

/** Who gets a ticket, and in which language the message is. */
export const sendTo = {
	to: z
		.string()
		.trim()
		.min(1)
		.max(254)
		.openapi({ description: 'a Kenyan mobile number, or an e-mail address' }),
	language: z.enum(contactLanguages).default('en').openapi({ description: 'of the message' }),
};

export const offerSchema = z
	.strictObject({
		ticket: ticketIndex,
		...sendTo,
	})
	.openapi('SendTicket');

export const toWalletSchema = z
	.strictObject({ tickets: z.array(ticketIndex).min(1).max(20), to: wallet })
	.openapi('TicketsToWallet');

export const sendOnSchema = offerSchema.omit({ ticket: true }).openapi('SendTicketOn');

export const claimedToWalletSchema = z.strictObject({ to: wallet }).openapi('TicketToWallet');

export const handoverSchema = z
	.object({
		event: z.string().openapi({ description: 'the event’s contract: C…' }),
		eventNo: z.int(),
		eventName: z.string(),
		tier: z.int(),
		state: z.enum(handoverStates),
		over,
		kind: z.enum(contactKinds),
		to: masked,
		from: masked.openapi({
			description: 'who sent it: the number that paid, or who had got it; empty where nobody is known',
		}),
		expiresAt: time,
		refusal: code
			.nullable()
			.openapi({ description: 'why it cannot be taken or sent on now; null: it can, or nobody knows' }),
		proved: z
			.boolean()
			.openapi({ description: 'whether the session’s person has proved that phone or address' }),
		yours: z.boolean().openapi({ description: 'whether the session’s person has taken it' }),
		ticket: z
			.object({ id, order: id, movable: z.boolean() })
			.nullable()
			.openapi({ description: 'for who has taken it' }),
		wallet: walletMove.nullable(),
		sent: sent.nullable().openapi({ description: 'whom who has taken it sends it to' }),
		sendable: z.boolean().openapi({ description: 'whether who has taken it can send it on now' }),
		returnable: z.boolean().openapi({ description: 'whether who has taken it can give it back now' }),
	})
	.openapi('Handover');
export type HandoverView = z.infer<typeof handoverSchema>;

const received = z
	.object({
		token: z.string().openapi({ description: 'opens it, as in its link' }),
		eventNo: z.int(),
		eventName: z.string(),
		state: z.enum(handoverStates),
		over,
		expiresAt: time,
		ticket: id.nullable().openapi({ description: 'once it is taken' }),
		inWallet: z.boolean(),
	})
	.openapi('ReceivedTicket');

export const receivedSchema = z.object({ items: z.array(received) });
export type ReceivedTicket = z.infer<typeof received>;
