/** "a, b and c" in the reader's language. */
export const listOf = (items: string[], locale: string): string =>
	new Intl.ListFormat(locale === 'sw' ? 'sw-KE' : 'en-GB', { type: 'conjunction' }).format(items);
