const zone = 'Africa/Nairobi';
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

/** To the second, for evidence. */
export const secondOf = (iso: string, locale: string): string =>
	new Intl.DateTimeFormat(tag(locale), { timeZone: zone, timeStyle: 'medium', hour12: false }).format(
		new Date(iso),
	);
