import { z } from 'zod';
import { PassaError } from './errors.ts';
import { cleanText } from './text.ts';

const longest = 254;
const address = z.email().max(longest);

export type EmailError = PassaError<'EMAIL_INVALID'>;

/**
 * An e-mail address in its one form, in small letters. People paste it: with marks around it, a scheme before it, or wide
 * letters. Throws EmailError.
 */
export function emailAddress(text: string): string {
	const written = cleanText(text)
		.normalize('NFKC')
		.trim()
		.toLowerCase()
		.replace(/^mailto:/, '');
	const parsed = address.safeParse(written);
	if (parsed.success) return parsed.data;
	throw new PassaError('EMAIL_INVALID', 'That is not an e-mail address. Write it like achieng@example.com.');
}
