/** The two languages of pages and messages. */
export type SpanLanguage = 'en' | 'sw';
/** `long` names weekday, month and year in full. `short` is for lists, tickets and messages. */
export type SpanForm = 'long' | 'short';

const zone = 'Africa/Nairobi';
const tags = { en: 'en-KE', sw: 'sw-KE' } as const;
const day = 86_400_000;

const options = {
	long: { weekday: 'long', day: 'numeric', month: 'long' },
	short: { weekday: 'short', day: 'numeric', month: 'short' },
} as const;

const yearOf = (at: Date): string =>
	new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(at);

const clockOf = (at: Date): string =>
	new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);

function dateText(at: Date, language: SpanLanguage, form: SpanForm, year: boolean): string {
	const wanted = { timeZone: zone, ...options[form], ...(year ? { year: 'numeric' as const } : {}) };
	return new Intl.DateTimeFormat(tags[language], wanted).format(at);
}

/** The day on Nairobi's calendar. */
const dayOf = (at: Date): string =>
	new Intl.DateTimeFormat('en-CA', {
		timeZone: zone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	}).format(at);

type Span = { startsAt: string; endsAt: string | null };

/**
 * When something takes place, on Nairobi's clock: "Friday, 5 March 2027, 18:00–23:00". An end at midnight is 24:00 of the
 * day before. An end on another day is named with its date, and with its year if that differs. The short form leaves
 * out the current year. `now`: Unix milliseconds. Times are ISO 8601.
 */
export function spanText(
	{ startsAt, endsAt }: Span,
	language: SpanLanguage,
	form: SpanForm,
	now: number = Date.now(),
): string {
	const start = new Date(startsAt);
	const end = endsAt === null ? null : new Date(endsAt);
	const ends = end !== null && end > start;
	const atMidnight = ends && clockOf(end) === '00:00';
	const lastDay = ends ? new Date(end.getTime() - (atMidnight ? 1 : 0)) : start;
	const years = yearOf(start) !== yearOf(lastDay);
	const year = form === 'long' || years || yearOf(start) !== yearOf(new Date(now));
	const begins = `${dateText(start, language, form, year)}, ${clockOf(start)}`;
	if (!ends) return begins;
	const clock = atMidnight ? '24:00' : clockOf(end);
	if (dayOf(start) === dayOf(lastDay)) return `${begins}–${clock}`;
	// A night is one evening to people, so its end needs no more than its weekday.
	const withYear = years || (form === 'long' && end.getTime() - start.getTime() > day);
	return `${begins} – ${dateText(lastDay, language, form, withYear)}, ${clock}`;
}
