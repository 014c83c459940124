/**
 * A contract's String is any bytes, chosen by anyone: what is no UTF-8 becomes U+FFFD, and NUL, which Postgres cannot
 * store, too.
 */
export function readable(value: string | Uint8Array): string {
	const text = typeof value === 'string' ? value : new TextDecoder().decode(value);
	return text.replaceAll('\0', '\u{FFFD}').toWellFormed();
}
