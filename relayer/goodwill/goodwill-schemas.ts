import { z } from '@hono/zod-openapi';
import { refundRequestStates } from '../models/refund-requests.ts';
import { reference } from '../orders/order-schemas.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const stroops = z.string().openapi({ description: 'stroops of USDC', example: '150000000' });
const time = z.string().openapi({ format: 'date-time', example: '2026-12-01T17:00:00.000Z' });
const places = z.array(z.int()).openapi({ description: 'their places in the order, from 0' });

export const words = z.string().trim().min(1).max(500);
export const wantedTickets = z
	.array(z.int().min(0).max(19))
	.min(1)
	.max(20)
	.optional()
	.openapi({ description: 'their places in the order, from 0; unset: all that are in no refund' });

/** A fan's request, as its holder and its organizer see it. */
const request = {
	id: z.string(),
	state: z.enum(refundRequestStates),
	tickets: places,
	note: z.string().openapi({ description: 'the fan’s words' }),
	answer: z
		.string()
		.nullable()
		.openapi({ description: 'the organizer’s words where it is declined, a code where it is over' }),
	askedAt: time,
	endedAt: time.nullable(),
	signing: z.boolean().openapi({ description: 'the organizer was given the call to sign, and it may land' }),
};

export const ownRequestSchema = z.object(request).openapi('RefundRequest');
export type OwnRequest = z.infer<typeof ownRequestSchema>;

export const requestSchema = z
	.object({ ...request, reference, tier: z.int(), amountKes: cents })
	.openapi('RefundRequestOfEvent');
export type RequestView = z.infer<typeof requestSchema>;

export const offeredSchema = z
	.object({
		tickets: places,
		amountKes: cents.openapi({ description: 'what goes back to who paid' }),
		cost: z.object({
			pays: stroops.openapi({ description: 'what leaves the event' }),
			holds: stroops.openapi({ description: 'what the event holds now' }),
			missing: stroops.openapi({ description: 'what the organizer puts in first, at least' }),
			payees: z
				.array(z.object({ loses: stroops, has: stroops }))
				.openapi({ description: 'of each: what it loses, and what of that it has got already' }),
		}),
		call: z
			.object({
				envelope: z.string().openapi({ description: 'the transaction, base64; valid for a minute' }),
				fee: z.string().openapi({ description: 'stroops of XLM, at most' }),
			})
			.nullable()
			.openapi({ description: 'null: money is missing' }),
	})
	.openapi('OfferedGoodwill');
export type OfferedView = z.infer<typeof offeredSchema>;
