import { z } from '@hono/zod-openapi';
import { asBase64, fromBase64 } from '#shared/base64.ts';
import { hex } from '#shared/hex.ts';
import { publicKeyBytes } from '#shared/pass/p256.ts';
import { writeCertificatePart } from '#shared/pass/pass-layout.ts';
import { contactLanguages } from '../models/contacts.ts';
import { type PassCertificateRow, staticPassWays } from '../models/passes.ts';
import { eventIdOf } from './event-id.ts';

const base64 = (description: string) => z.string().max(200).openapi({ description });

export const deviceKey = z
	.string()
	.max(60)
	.transform((text, context): Uint8Array<ArrayBuffer> => {
		const bytes = /^[\w+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? fromBase64(text) : new Uint8Array();
		if (bytes.length === publicKeyBytes && (bytes[0] === 2 || bytes[0] === 3)) return bytes;
		context.addIssue({ code: 'custom', message: 'no compressed P-256 key' });
		return z.NEVER;
	})
	.openapi({ type: 'string', description: 'the device’s P-256 key: 33 bytes (SEC 1, compressed), base64' });

const alone = z.boolean().default(false).openapi({ description: 'end the tickets’ other devices' });

export const ticketIdText = z
	.string()
	.refine((text) => /^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n, 'no ticket’s id')
	.openapi({ description: 'its id on chain', example: '9223372036854775811' });

const eventAddress = z.string().regex(/^C[A-Z2-7]{55}$/);
const key = z.string().regex(/^G[A-Z2-7]{55}$/);

export const walletPassesSchema = z
	.strictObject({
		event: eventAddress,
		tickets: z.array(ticketIdText).min(1).max(20),
		...{ deviceKey, alone },
		signed: z
			.strictObject({
				expiresAt: z.iso.datetime(),
				signatures: z
					.array(z.strictObject({ signer: key, signature: z.string().max(120) }))
					.min(1)
					.max(20),
			})
			.optional()
			.openapi({ description: 'the wallet’s SEP-53 signatures, where no session names it' }),
	})
	.openapi('WalletPasses');

export const orderPassesSchema = z
	.strictObject({
		tickets: z.array(z.int().min(0).max(19)).min(1).max(20),
		...{ deviceKey, alone },
	})
	.openapi('OrderPasses');

export const handoverPassSchema = z.strictObject({ deviceKey, alone }).openapi('HandoverPass');

const way = z.enum(staticPassWays).openapi({ description: 'print: the answer has the codes' });
const language = z.enum(contactLanguages).default('en').openapi({ description: 'of the message' });

export const walletStaticSchema = z
	.strictObject({ event: eventAddress, tickets: z.array(ticketIdText).min(1).max(20), way, language })
	.openapi('WalletStaticPasses');

export const orderStaticSchema = z
	.strictObject({ tickets: z.array(z.int().min(0).max(19)).min(1).max(20), way, language })
	.openapi('OrderStaticPasses');

export const handoverStaticSchema = z.strictObject({ way, language }).openapi('HandoverStaticPass');

export const staticPassesSchema = z
	.object({
		event: z.string(),
		items: z.array(
			z.object({
				ticket: ticketIdText,
				code: z.string().nullable().openapi({ description: 'null where it went out by SMS' }),
			}),
		),
		sentTo: z.string().nullable().openapi({ description: 'the number, masked; null for paper' }),
	})
	.openapi('StaticPasses');
export type StaticPassesView = z.infer<typeof staticPassesSchema>;

export const staticTiersSchema = z
	.object({ tiers: z.array(z.int()).openapi({ description: 'whose passes may be printed or sent by SMS' }) })
	.openapi('StaticPassTiers');

export const passesSchema = z
	.object({
		event: z.string(),
		eventId: z
			.string()
			.openapi({ description: 'the contract’s 32 bytes, in hex: passes are signed over it' }),
		items: z.array(
			z.object({
				ticket: ticketIdText,
				delegation: z.int(),
				notBefore: z.int().openapi({ description: 'Unix seconds' }),
				expiry: z.int().openapi({ description: 'Unix seconds' }),
				certificate: base64('key 33 ‖ not before 4 ‖ expiry 4 ‖ issuer 1 ‖ signature 64 bytes, base64'),
			}),
		),
		now: z.int().openapi({ description: 'the server’s clock, milliseconds since 1970' }),
	})
	.openapi('Passes');
export type PassesView = z.infer<typeof passesSchema>;

export const passKeysSchema = z
	.object({
		items: z.array(z.object({ issuer: z.int(), key: base64('33 bytes (SEC 1, compressed), base64') })),
		now: z.int().openapi({ description: 'the server’s clock, milliseconds since 1970' }),
	})
	.openapi('PassKeys');

/** A row's certificate as a gate's list and a device hold it. */
const certificateText = (row: PassCertificateRow): string =>
	asBase64(
		writeCertificatePart({
			...row,
			deviceKey: new Uint8Array(row.deviceKey),
			signature: new Uint8Array(row.signature),
		}),
	);

export const passesView = (rows: PassCertificateRow[], now: number): PassesView => ({
	event: rows[0]!.event,
	eventId: hex(eventIdOf(rows[0]!.event)),
	items: rows.map((row) => ({
		ticket: String(row.ticket),
		delegation: row.delegation,
		notBefore: row.notBefore,
		expiry: row.expiry,
		certificate: certificateText(row),
	})),
	now,
});
