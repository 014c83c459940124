import { z } from '@hono/zod-openapi';
import { caseNoteRule, readWords } from '#shared/text.ts';
import { states } from '../models/orders.ts';
import { actKinds, caseDecisions, observationKinds, paymentStates } from '../models/payments.ts';
import { reference } from '../orders/order-schemas.ts';
import { refundReasons, reviewReasons } from '../reasons.ts';
import { steps } from './authorise.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const time = z.string().openapi({ format: 'date-time' });
const reviewReason = z.enum(reviewReasons).openapi({ description: 'a stable code', example: 'AMOUNT_WRONG' });
/** What support may decide of a case. */
export const decision = z.enum(caseDecisions).openapi({
	description:
		'issue: issues the tickets for the money that came · refund: sends all of it back; a bound order leaves its batch first · returned: books that it went back another way · taken-back: books that the provider took the payment of issued tickets back, and voids the unused ones · nothing: ends a waiting order without money; MONEY_WAITS where money came',
});
export const reviewState = z.enum(['open', 'decided']);

const paymentState = z.enum(paymentStates);
const account = z.string().openapi({ description: 'an account' });

const caseFields = {
	id: z.string(),
	reason: reviewReason,
	facts: z.record(z.string(), z.string()),
	openedAt: time,
	decideBy: time.openapi({
		description: 'the time by which a person decides it; the buyer reads it on the order’s page',
	}),
	order: z
		.object({
			reference,
			cart: reference
				.nullable()
				.openapi({ description: 'the first order of its cart: what the buyer knows; null: ordered alone' }),
			state: z.enum(states),
			amountKes: cents,
		})
		.nullable()
		.openapi({ description: 'null: money that names no order of ours' }),
	payment: z
		.object({ amountKes: cents, state: paymentState })
		.nullable()
		.openapi({ description: 'null: no payment is recorded yet' }),
	proposal: z
		.object({ decision, note: z.string(), by: account, at: time, costKes: cents })
		.nullable()
		.openapi({ description: 'a costly decision of one person, which a second person has to make too' }),
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
		lines: z
			.array(z.object({ reference, qty: z.int(), state: z.enum(states), amountKes: cents }))
			.openapi({ description: 'every order of its cart, this one too; empty: ordered alone' }),
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
				reversedAt: time
					.nullable()
					.openapi({ description: 'when the provider had taken it back, although tickets were issued' }),
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
				times: z.int().openapi({ description: 'how often the same message came' }),
				lastAt: time.openapi({ description: 'when it came last' }),
				code: z.string().nullable(),
				amountKes: cents.nullable(),
				body: z.unknown().openapi({ description: 'what the provider said, as it came' }),
				cut: z
					.object({ bytes: z.int(), isAll: z.boolean(), sha256: z.string() })
					.nullable()
					.openapi({ description: 'where `body` is only the beginning: of how many bytes, or of more' }),
			}),
		),
		choices: z
			.array(
				z.object({
					decision,
					refusal: z
						.string()
						.nullable()
						.openapi({ description: 'why it is not possible now: a stable code' }),
					receivedKes: cents.openapi({ description: 'cents of KES that came and would be spent' }),
					givesKes: cents.openapi({ description: 'cents of KES that it gives, or the tickets’ price' }),
					givesUsdc: z.string().nullable().openapi({ description: 'stroops that the tickets cost' }),
					costKes: cents.openapi({ description: 'cents of KES that it gives beyond what came' }),
					costUsdc: z
						.string()
						.nullable()
						.openapi({ description: 'the same in stroops, at the order’s price' }),
					step: z.enum(steps).nullable().openapi({
						description:
							'what it would be for the caller: it takes effect, waits for a second person, or is the second person’s; null where it is refused',
					}),
				}),
			)
			.openapi({ description: 'what each decision would do now; empty once the case is decided' }),
		acts: z
			.array(
				z.object({
					kind: z.enum(actKinds),
					decision: decision.nullable(),
					note: z.string(),
					person: account,
					costKes: cents,
					at: time,
				}),
			)
			.openapi({ description: 'what people did about the case, in order' }),
	})
	.openapi('Evidence');
export type EvidenceView = z.infer<typeof evidenceSchema>;

const note = z
	.string()
	.max(20_000)
	.overwrite((text) => readWords(text, caseNoteRule).text)
	.refine((text) => readWords(text, caseNoteRule).fault === null, `has 1 to ${caseNoteRule.most} characters`);

export const decisionSchema = z
	.strictObject({
		decision,
		note,
		// No default: nobody gives money away without having read how much.
		costKes: z
			.string()
			.regex(/^\d{1,15}$/)
			.openapi({ description: 'cents of KES that the person was shown; another cost is 409 COST_CHANGED' }),
	})
	.openapi('Decision');

export const askedSchema = z
	.strictObject({
		reference: z
			.string()
			.trim()
			.min(1)
			.max(1000)
			.openapi({ description: 'an order’s, or a payment’s receipt' }),
		note,
	})
	.openapi('AskedCase');
