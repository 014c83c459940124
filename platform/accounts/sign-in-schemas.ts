import { z } from '@hono/zod-openapi';
import { plainDigits } from '#shared/numbers.ts';
import { cleanText, organizerNameRule, readWords } from '#shared/text.ts';
import { languages } from '../notify/words.ts';

/** Request and answer schemas of signing in, shared by the routes and the library's endpoints. */
const to = z.string().min(1).max(1000).openapi({
	description: 'a Kenyan mobile number (07…, 01…, +254…) or an e-mail address',
	example: '0712 345 678',
});

export const language = z
	.enum(languages)
	.optional()
	.openapi({ description: 'of the message; unset: by Accept-Language' });

export const code = z
	.string()
	.max(64)
	// Codes are pasted from messages, with spaces and marks around them.
	.overwrite((text) => plainDigits(cleanText(text)).replace(/\s/g, ''))
	.regex(/^\d{6}(\d{10})?$/, 'six or sixteen digits')
	.openapi({ example: '123456' });

export const sendCodeBody = z.strictObject({ to, language }).openapi('SendCode');
export const codeBody = z.strictObject({ to, code }).openapi('Code');

/** The public name of an organizer, clean. What is too long is refused, not cut. */
export const organizerName = z
	.string()
	.max(1000)
	.overwrite((text) => readWords(text, organizerNameRule).text)
	.refine(
		(text) => readWords(text, organizerNameRule).fault === null,
		`has 1 to ${organizerNameRule.most} characters`,
	);

export const challengeBody = z
	.strictObject({
		address: z.string().max(80).openapi({ description: 'G…' }),
		by: z.enum(['message', 'transaction']).default('message').openapi({
			description: 'message: SEP-53 · transaction: SEP-10, for wallets that sign only transactions',
		}),
	})
	.openapi('WalletChallengeRequest');

export const answerBody = z
	.strictObject({
		nonce: z.string().max(80),
		signature: z.string().max(200).optional().openapi({ description: 'base64, of the message' }),
		transaction: z.string().max(4000).optional().openapi({ description: 'the signed envelope, base64' }),
	})
	.openapi('WalletAnswer');

export const sentSchema = z
	.object({
		channel: z.enum(['sms', 'email']),
		to: z.string().openapi({ description: 'masked', example: '+2547•••••678' }),
		digits: z.union([z.literal(6), z.literal(16)]),
		sentAt: z.string().openapi({
			format: 'date-time',
			description: 'before now where a code that was sent before still serves: nothing new is sent',
		}),
		expiresAt: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('SentCode');

export const offeredSchema = z
	.object({
		nonce: z.string(),
		message: z.string().nullable().openapi({ description: 'to sign as it is' }),
		transaction: z.string().nullable().openapi({ description: 'envelope to sign, base64' }),
		expiresAt: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('WalletChallenge');
