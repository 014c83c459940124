import { cleanText } from './text.ts';

/**
 * A contract's String is any bytes, chosen by anyone: what is no UTF-8 becomes U+FFFD, and NUL, which Postgres cannot
 * store, too.
 */
export function readableText(value: string | Uint8Array): string {
	const text = typeof value === 'string' ? value : new TextDecoder().decode(value);
	return text.replaceAll('\0', '\u{FFFD}').toWellFormed();
}

/** A name that anyone chose: one line without what nobody sees. A name of which nothing is left is U+FFFD. */
export const readableName = (value: string | Uint8Array): string =>
	cleanText(readableText(value)).trim() || '\u{FFFD}';
