import { z } from '@hono/zod-openapi';
import { guardianActKinds, guardianActStates } from '../models/guardian-acts.ts';
import { payoutRequestStates } from '../models/payout-requests.ts';

const stroops = z.string().openapi({ description: 'stroops of USDC', example: '70000000' });
const time = z.string().openapi({ format: 'date-time' });
const code = z.string().openapi({ description: 'a stable code' });
const person = z.string().openapi({ description: 'an account, or `support-token`' });
export const note = z.string().trim().min(1).max(500);

const receiverSchema = z
	.object({
		payee: z.int().nullable().openapi({ description: 'its place in the terms; null: a creator' }),
		address: z.string(),
		entitled: stroops,
		paid: stroops,
		due: stroops,
		refusal: code.nullable().openapi({ description: 'why it cannot be paid now' }),
	})
	.openapi('Receiver');

export const payoutRequestSchema = z
	.object({
		id: z.string(),
		payee: z.int().nullable().openapi({ description: 'null: all' }),
		state: z.enum(payoutRequestStates),
		by: person,
		note: z.string(),
		paid: z.array(z.object({ to: z.string(), amount: stroops })),
		leftOut: z.array(z.object({ to: z.string(), code })),
		reason: code.nullable().openapi({ description: 'why it failed' }),
		waitsFor: code.nullable(),
		txHash: z.string().nullable(),
		createdAt: time,
		endedAt: time.nullable(),
	})
	.openapi('PayoutRequest');

export const guardianActSchema = z
	.object({
		id: z.string(),
		event: z.string(),
		act: z.enum(guardianActKinds),
		hours: z.int().nullable(),
		state: z.enum(guardianActStates).openapi({
			description:
				'proposed: a second person has to agree · agreed: the guardian’s wallet may sign it · done: the chain shows it · lapsed: nobody agreed to it, or signed it, within a day',
		}),
		by: person,
		own: z.boolean().openapi({ description: 'whether the reader asked for it' }),
		secondBy: person.nullable(),
		signedBy: person.nullable().openapi({ description: 'who opened the guardian’s wallet for it' }),
		withdrawnBy: person.nullable(),
		note: z.string(),
		txHash: z.string().nullable(),
		createdAt: time,
		agreedAt: time.nullable(),
		endedAt: time.nullable(),
	})
	.openapi('GuardianAct');

export const openActSchema = guardianActSchema
	.extend({ no: z.int(), eventName: z.string() })
	.openapi('OpenGuardianAct');

/** An event's state as the chain shows it now. */
export const standSchema = z
	.object({
		event: z.string().openapi({ description: 'its contract: C…' }),
		no: z.int(),
		name: z.string(),
		version: z.int().openapi({ description: 'events of the first cannot be paused or frozen' }),
		closed: z.enum(['CANCELLED', 'PAUSED', 'FROZEN', 'CONSENT_MISSING']).nullable(),
		paused: z.object({ organizer: z.boolean(), registry: z.boolean() }),
		frozenUntil: time.nullable().openapi({ description: 'null: it never was' }),
		cancelledAt: time.nullable(),
		endsAt: time,
		releaseAt: time
			.nullable()
			.openapi({ description: 'when what is held back is due; null: nothing is held' }),
		receivers: z.array(receiverSchema),
		payouts: z.array(payoutRequestSchema).openapi({ description: 'the newest first' }),
		acts: z.array(guardianActSchema).openapi({ description: 'the newest first' }),
	})
	.openapi('EventStand');

export type EventStand = z.infer<typeof standSchema>;
export type GuardianActView = z.infer<typeof guardianActSchema>;
export type OpenActView = z.infer<typeof openActSchema>;
export type PayoutRequestView = z.infer<typeof payoutRequestSchema>;
export type ReceiverView = z.infer<typeof receiverSchema>;
