import { z } from 'zod';
import { PassaError } from './errors.ts';

const longest = 254;
const address = z.email().max(longest);

export type EmailError = PassaError<'EMAIL_INVALID'>;

/** An e-mail address in its one form: trimmed, in small letters. Throws EmailError. */
export function emailAddress(text: string): string {
	const parsed = address.safeParse(text.trim().toLowerCase());
	if (parsed.success) return parsed.data;
	throw new PassaError('EMAIL_INVALID', 'That is not an e-mail address. Write it like achieng@example.com.');
}
