import { z } from '@hono/zod-openapi';
import { entryDetails, entryReasons } from '#shared/gate/entry-answer.ts';
import { reentryPolicies } from '#shared/gate/entry-facts.ts';
import { deviceKey, ticketIdText } from '../passes/pass-schemas.ts';

const millis = z.int().openapi({ description: 'milliseconds since 1970' });
/** By a device's clock: from 2020 on, and a date at all. */
const scannedAt = millis.min(1_577_836_800_000).max(4_102_444_800_000);
const scannedText = z.string().max(4000).openapi({ description: 'the text of the code, of any form' });
const time = z.string().openapi({ format: 'date-time' });
const name = z.string().trim().min(1).max(60);
const tiers = z.array(z.int().min(0).max(15)).min(1).max(16).nullable().openapi({ description: 'null: all' });
const nonce = z.uuid().openapi({ description: 'chosen by who scans: repeating it changes nothing' });
const direction = z.enum(['in', 'out']).default('in');

export const newGateSchema = z.strictObject({ name, tiers: tiers.default(null) }).openapi('NewGate');

export const settingsSchema = z
	.strictObject({
		reentry: z
			.enum(reentryPolicies)
			.openapi({ description: 'exit_scan: who goes out is scanned, and may come back' }),
		divided: z.boolean().openapi({ description: 'each ticket has one gate while gates are offline' }),
		staticTiers: z
			.array(z.int().min(0).max(15))
			.max(16)
			.optional()
			.openapi({ description: 'tiers whose passes may be printed or sent by SMS; unset: as it was' }),
	})
	.openapi('GateSettings');

const gateSchema = z.object({ id: z.string(), name: z.string(), tiers: z.array(z.int()).nullable() });

export const gatesSchema = z
	.object({
		settings: settingsSchema.required(),
		account: z.string().openapi({ description: 'what `set_gate` names, so that entries come on chain' }),
		gates: z.array(
			gateSchema.extend({
				codes: z
					.array(z.object({ id: z.string(), endsAt: time }))
					.openapi({ description: 'that no device has used; each is revoked by its id as a device is' }),
				devices: z.array(
					z.object({
						...{ id: z.string(), label: z.string(), enrolledAt: time, revokedAt: time.nullable() },
						listedAt: time
							.nullable()
							.openapi({ description: 'the moment that its newest list is of; null: it has none' }),
					}),
				),
			}),
		),
	})
	.openapi('Gates');
export type GatesView = z.infer<typeof gatesSchema>;

export const codeSchema = z.object({ code: z.string(), endsAt: time }).openapi('GateCode');

export const enrolSchema = z
	.strictObject({ code: z.string().min(16).max(64), deviceKey, label: name })
	.openapi('EnrolDevice');

export const enrolledSchema = z
	.object({ device: z.string(), event: z.string(), gate: gateSchema, now: millis })
	.openapi('EnrolledDevice');

export const answerSchema = z
	.object({
		success: z.boolean(),
		reason: z.enum(entryReasons).optional(),
		detail: z.enum(entryDetails).optional(),
		originalEntry: z.object({ gate: z.string(), at: time }).optional(),
		requiresManualVerification: z.literal(true).optional(),
		gate: z.string().optional().openapi({ description: 'that admits the ticket, where it is another' }),
		shownAs: z.enum(['rotating', 'static', 'manual']).optional(),
		welcomeMessage: z.string().optional(),
		timestamp: time,
	})
	.openapi('EntryAnswer');

/** Of a device, which may be in wrong hands: no text of it is longer than the service's own would be. */
const deviceAnswer = answerSchema.extend({
	originalEntry: z.object({ gate: z.string().max(60), at: z.iso.datetime() }).optional(),
	gate: z.string().max(60).optional(),
	welcomeMessage: z.string().max(120).optional(),
	timestamp: z.iso.datetime(),
});

export const scanSchema = z
	.strictObject({
		nonce,
		scanned: scannedText,
		direction,
		at: scannedAt,
	})
	.openapi('Scan');

export const decidedSchema = z
	.object({
		answer: answerSchema,
		recorded: z.boolean().openapi({ description: 'false: our own fault, and the device decides by itself' }),
		now: millis,
	})
	.openapi('DecidedScan');

export const queueSchema = z
	.strictObject({
		scans: z
			.array(
				z.strictObject({
					nonce,
					asked: z.uuid().nullable().default(null).openapi({
						description: 'the nonce under which the service was asked, and was too slow; null: it was not',
					}),
					scanned: scannedText,
					direction,
					at: scannedAt,
					answer: deviceAnswer,
				}),
			)
			.min(1)
			.max(100),
	})
	.openapi('ScanQueue');

export const queuedSchema = z
	.object({
		items: z.array(
			z.object({
				nonce: z.string(),
				result: z.enum(['recorded', 'known', 'conflict', 'doubted']).openapi({
					description:
						'known: recorded before · conflict: another scan admitted the ticket, too · doubted: its code admits nobody',
				}),
			}),
		),
		now: millis,
	})
	.openapi('QueuedScans');

const listedTicket = z.object({
	ticket: ticketIdText,
	tier: z.int(),
	state: z.enum(['valid', 'used', 'refunded']),
	first: z.int().openapi({ description: 'certificates with a lower number have ended' }),
	ended: z.array(z.int()).openapi({ description: 'others that have' }),
	certificates: z.array(z.tuple([z.int(), z.string()])).openapi({ description: 'number, and base64' }),
	codes: z.array(z.string()).optional().openapi({ description: 'hashes of its static codes, in hex' }),
	endedCodes: z.array(z.string()).optional().openapi({ description: 'those that ended' }),
});

export const listSchema = z
	.object({
		event: z.string(),
		eventId: z.string().openapi({ description: 'the contract’s 32 bytes, in hex' }),
		device: z.string(),
		gate: z.string(),
		gates: z.array(gateSchema),
		divided: z.boolean(),
		facts: z.object({
			cancelled: z.boolean(),
			opensAt: millis.nullable(),
			closesAt: millis.nullable(),
			freezeAt: millis,
			reentry: z.enum(reentryPolicies),
		}),
		listAt: millis.openapi({ description: 'the moment that the list is of' }),
		now: millis,
		issuers: z.array(z.object({ issuer: z.int(), key: z.string() })),
		tickets: z.array(listedTicket),
		entries: z.array(z.object({ ticket: ticketIdText, gate: z.string(), at: millis, inside: z.boolean() })),
	})
	.openapi('GateList');

export const overrideSchema = z
	.strictObject({ nonce, gate: z.uuid(), ticket: ticketIdText, why: z.string().trim().min(3).max(300) })
	.openapi('EntryOverride');

export const ticketHistorySchema = z
	.object({
		ticket: ticketIdText,
		tier: z.int(),
		state: z.enum(['valid', 'used', 'refunded']).openapi({ description: 'as the ledger has it' }),
		entry: z
			.object({ gate: z.string(), at: time, inside: z.boolean() })
			.nullable()
			.openapi({ description: 'null: nobody came in with it' }),
		scans: z.array(
			z.object({
				...{ nonce: z.string(), gate: z.string(), at: time, direction: z.enum(['in', 'out']) },
				...{ success: z.boolean(), detail: z.enum(entryDetails).nullable() },
				...{ decidedBy: z.enum(['service', 'device', 'supervisor']), why: z.string().nullable() },
				undone: z.boolean(),
				undoableUntil: time.nullable().openapi({ description: 'null: it cannot be taken back any more' }),
			}),
		),
	})
	.openapi('TicketAtGates');
export type TicketHistoryView = z.infer<typeof ticketHistorySchema>;

const scanAt = z.object({ nonce: z.string(), gate: z.string(), device: z.string().nullable(), at: time });
const counts = { entered: z.int(), inside: z.int() };

export const attendanceSchema = z
	.object({
		...counts,
		gates: z.array(z.object({ gate: z.string(), ...counts })),
		tiers: z.array(z.object({ tier: z.int(), ...counts })),
		conflicts: z
			.array(z.object({ ticket: ticketIdText, scans: z.array(scanAt) }))
			.openapi({ description: 'tickets that two devices admitted while they were offline, with both scans' }),
		doubted: z
			.array(scanAt.extend({ ticket: ticketIdText.nullable(), detail: z.enum(entryDetails).nullable() }))
			.openapi({
				description: 'entries that a device claims and its code does not prove: they count as none',
			}),
	})
	.openapi('Attendance');
export type AttendanceView = z.infer<typeof attendanceSchema>;
