import { z } from 'zod';
import { readHours } from './hours.ts';

const phone = (use: string) =>
	z
		.string()
		.regex(/^\+[1-9]\d{7,14}$/, { error: 'write it like +254712345678' })
		.optional()
		.describe(`the support's number ${use}`);

/** How people reach support. What is left out is not shown. */
export const contactEnv = {
	SUPPORT_WHATSAPP: phone('on WhatsApp'),
	SUPPORT_PHONE: phone('for calls'),
	SUPPORT_EMAIL: z.email().optional().describe("the support's e-mail address"),
	SUPPORT_HOURS: z
		.string()
		.refine((text) => readHours(text) !== null, {
			error: 'write it like mon-fri 08:00-20:00, sat 09:00-13:00',
		})
		.optional()
		.describe('when somebody answers, in Nairobi time, e.g. mon-fri 08:00-20:00, sat 09:00-13:00'),
};
