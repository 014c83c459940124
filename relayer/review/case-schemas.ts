import { z } from '@hono/zod-openapi';
import { states } from '../models/orders.ts';
import { observationKinds } from '../models/payments.ts';
import { reference } from '../orders/order-schemas.ts';
import { refundReasons, reviewReasons } from '../reasons.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const time = z.string().openapi({ format: 'date-time' });
const reviewReason = z.enum(reviewReasons).openapi({ description: 'a stable code', example: 'AMOUNT_WRONG' });
/** What support may decide of a case. */
export const decision = z.enum(['issue', 'refund', 'returned', 'nothing']).openapi({
	description:
		'issue: issues the tickets for the money that came · refund: sends all of it back · returned: books that it went back another way · nothing: ends a waiting order without money; MONEY_WAITS where money came',
});
export const reviewState = z.enum(['open', 'decided']);

const paymentState = z.enum(['applied', 'refund_due', 'refunded', 'review']);

const caseFields = {
	id: z.string(),
	reason: reviewReason,
	facts: z.record(z.string(), z.string()),
	openedAt: time,
	order: z
		.object({ reference, state: z.enum(states), amountKes: cents })
		.nullable()
		.openapi({ description: 'null: money that names no order of ours' }),
	payment: z
		.object({ amountKes: cents, state: paymentState })
		.nullable()
		.openapi({ description: 'null: no payment is recorded yet' }),
	decision: decision.nullable(),
	note: z.string().nullable(),
	decidedBy: z.string().nullable().openapi({ description: 'an account' }),
	decidedAt: time.nullable(),
};

/** A case in the list, without personal data. */
export const caseSchema = z.object(caseFields).openapi('Case');
export type CaseView = z.infer<typeof caseSchema>;

/** A case with phones, receipts and the providers' messages. */
export const evidenceSchema = z
	.object({
		...caseFields,
		pushes: z.array(
			z.object({
				state: z.string(),
				phone: z.string().nullable(),
				amountKes: cents,
				sentAt: time.nullable(),
				queries: z.int(),
				resultCode: z.string().nullable(),
				resultText: z.string().nullable(),
			}),
		),
		payments: z.array(
			z.object({
				id: z.string(),
				receipt: z.string().nullable(),
				amountKes: cents,
				state: paymentState,
				seenAt: time,
				confirmedAt: time.nullable().openapi({ description: 'when a message proved it' }),
			}),
		),
		refunds: z.array(
			z.object({
				paymentId: z.string(),
				state: z.string(),
				reason: z.enum(refundReasons),
				attempts: z.int(),
				createdAt: time,
				doneAt: time.nullable(),
			}),
		),
		journal: z.array(
			z.object({
				kind: z.string(),
				at: time,
				account: z.string(),
				currency: z.string(),
				amount: z.string().openapi({ description: 'cents of KES, stroops of USDC; debits are positive' }),
			}),
		),
		observations: z.array(
			z.object({
				kind: z.enum(observationKinds),
				at: time,
				code: z.string().nullable(),
				amountKes: cents.nullable(),
				body: z.unknown().openapi({ description: 'what the provider said, as it came' }),
			}),
		),
	})
	.openapi('Evidence');
export type EvidenceView = z.infer<typeof evidenceSchema>;

export const decisionSchema = z
	.strictObject({ decision, note: z.string().trim().min(1).max(1000) })
	.openapi('Decision');
