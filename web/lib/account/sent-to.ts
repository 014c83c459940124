import type { SentCode } from '#platform/client.ts';
import { plainDigits } from '#shared/numbers.ts';
import { cleanText } from '#shared/text.ts';

/**
 * A code that was sent, as its page shows it. `label`: the number or address, masked. `before`: when it was sent, if
 * that was before it was asked for (ISO).
 */
export type SentTo = Pick<SentCode, 'channel' | 'digits' | 'expiresAt'> & {
	label: string;
	before: string | null;
};

const minute = 60_000;

/** When a code was sent that a request found on the phone already; null if the request sent it. */
export const sentBefore = ({ sentAt }: Pick<SentCode, 'sentAt'>): string | null =>
	Date.now() - Date.parse(sentAt) > minute ? sentAt : null;

/**
 * What a person typed or pasted, without spaces and marks: six digits, or the sixteen of a long code; null for anything
 * else.
 */
export function codeIn(text: string): string | null {
	const digits = plainDigits(cleanText(text)).replace(/\s/g, '');
	return /^\d{6}(\d{10})?$/.test(digits) ? digits : null;
}
