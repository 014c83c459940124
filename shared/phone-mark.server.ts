import { createHash } from 'node:crypto';

/**
 * The mark that a token carries instead of a number. It shows no number, and equal numbers have different marks under
 * different salts. A holder who guesses the number can check the guess: the token is for the number's owner alone.
 */
export const phoneMark = (salt: string, phone: string): string =>
	createHash('sha256').update(`${salt}\0${phone}`).digest('base64url');
