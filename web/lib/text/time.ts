const zone = 'Africa/Nairobi';

/** Two clock times stay on one line. */
export const unbroken = (span: string): string => span.replace(/(\d)–(\d)/, '$1\u2060–\u2060$2');

const tag = (locale: string): string => (locale === 'sw' ? 'sw-KE' : 'en-KE');

/** All times are Nairobi's, in every reader's time zone. */
export const dateOf = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), {
		timeZone: zone,
		weekday: 'short',
		day: 'numeric',
		month: 'short',
	}).format(new Date(iso));

export const timeOf = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), {
		timeZone: zone,
		hour: '2-digit',
		minute: '2-digit',
		hour12: false,
	}).format(new Date(iso));

export const longDate = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), {
		timeZone: zone,
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		year: 'numeric',
	}).format(new Date(iso));

/** A day in few characters, for receipts: "29 Nov 2026". */
export const fullDate = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), {
		timeZone: zone,
		day: 'numeric',
		month: 'short',
		year: 'numeric',
	}).format(new Date(iso));

/** To the second, for evidence. */
export const secondOf = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), { timeZone: zone, timeStyle: 'medium', hour12: false }).format(
		new Date(iso),
	);
