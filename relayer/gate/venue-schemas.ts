import { z } from '@hono/zod-openapi';
import { entryDetails, entryReasons } from '#shared/gate/entry-answer.ts';
import { ticketIdText } from '../passes/pass-schemas.ts';
import { attendanceSchema } from './gate-schemas.ts';

const time = z.string().openapi({ format: 'date-time' });
const counts = { entered: z.int(), inside: z.int() };
const tickets = z.array(ticketIdText).openapi({ description: 'the first ones' });

const auditSchema = z
	.object({
		auditedAt: time.nullable().openapi({ description: 'null: not yet' }),
		late: z.int().openapi({ description: 'entries that the ledger should show by now, and does not' }),
		held: z.int().openapi({ description: 'entries that wait for the organizer or the event' }),
		heldFor: z.string().nullable().openapi({ description: 'what they wait for: NOT_GATE, DOORS_CLOSED …' }),
		unscanned: z.int().openapi({ description: 'tickets used on the ledger that no gate admitted' }),
		twice: z.int().openapi({ description: 'tickets that were admitted twice' }),
		givenBack: z
			.int()
			.openapi({ description: 'admitted tickets whose money went back, of no cancelled event' }),
		samples: z.object({ late: tickets, unscanned: tickets, twice: tickets, givenBack: tickets }),
		failedFor: z.string().nullable().openapi({ description: 'why it cannot compare now; null: it can' }),
	})
	.openapi('EntryAudit');

export const venueSchema = z
	.object({
		now: time,
		opensAt: time.nullable(),
		closesAt: time.nullable(),
		...counts,
		gates: z.array(
			z.object({
				...{ id: z.string(), name: z.string(), ended: z.boolean(), ...counts },
				lately: z.int().openapi({ description: 'entries within the last five minutes' }),
				busiest: z.int().openapi({ description: 'entries in its busiest minute' }),
				refused: z.int(),
			}),
		),
		tiers: z.array(z.object({ tier: z.int(), ...counts })),
		minutes: z
			.array(z.object({ at: time, entered: z.int() }))
			.openapi({ description: 'minutes in which somebody came in first, oldest first' }),
		refusals: z.array(
			z.object({
				reason: z.enum(entryReasons).nullable(),
				detail: z.enum(entryDetails).nullable(),
				count: z.int(),
			}),
		),
		repeated: z
			.array(
				z.object({
					ticket: ticketIdText,
					tries: z.int(),
					gates: z.array(z.string()).openapi({ description: 'where it was tried again' }),
					lastAt: time,
					first: z.object({ gate: z.string(), at: time }).nullable(),
				}),
			)
			.openapi({ description: 'tickets that were tried again after their entry, the most often first' }),
		...attendanceSchema.pick({ conflicts: true, doubted: true }).shape,
		audit: auditSchema.nullable().openapi({ description: 'null before the first one' }),
	})
	.openapi('Venue');
export type VenueView = z.infer<typeof venueSchema>;

export const readinessSchema = z
	.object({
		statement: z
			.object({ readAt: time.nullable(), isFresh: z.boolean() })
			.openapi({ description: 'until when the provider’s list of payments was read' }),
		signer: z.object({ isFunded: z.boolean() }).nullable().openapi({
			description: 'whether the account that puts entries on chain has its fees; null: it cannot be read now',
		}),
	})
	.openapi('Readiness');
export type ReadinessView = z.infer<typeof readinessSchema>;

export const entryListSchema = z
	.object({
		items: z.array(
			z.object({
				ticket: ticketIdText,
				tier: z.int().nullable(),
				gate: z.string(),
				at: time,
				inside: z.boolean(),
				decidedBy: z.enum(['service', 'device', 'supervisor']),
				shownAs: z.enum(['rotating', 'static', 'manual']).nullable(),
			}),
		),
	})
	.openapi('EntryList');
export type EntryListView = z.infer<typeof entryListSchema>;
