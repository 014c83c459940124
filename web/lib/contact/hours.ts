/** Whole minutes of a day in Nairobi, e.g. 480 to 1200, on some days of the week: 0 is Sunday. */
export type OpenHours = { days: number[]; from: number; to: number };

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const form = /^(?<first>[a-z]{3})(?:-(?<last>[a-z]{3}))? (?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)$/;
const minute = 60_000;
const dayMs = 24 * 60 * minute;
/** Kenya has no summer time. */
const nairobi = 3 * 60 * minute;

/** Reads `mon-fri 08:00-20:00, sat 09:00-13:00`; null if a part has another form or ends before it begins. */
export function readHours(text: string): OpenHours[] | null {
	const read = text
		.toLowerCase()
		.split(',')
		.map((part) => readPart(part.trim()));
	return read.some((part) => part === null) ? null : (read as OpenHours[]);
}

function readPart(part: string): OpenHours | null {
	const found = form.exec(part)?.groups;
	if (!found) return null;
	const [first, last] = [found.first!, found.last ?? found.first!].map((name) => names.indexOf(name));
	const [from, to] = [minutesOf(found.from!), minutesOf(found.to!)];
	if (first === -1 || last === -1 || from === null || to === null || from >= to) return null;
	const count = ((last! - first! + 7) % 7) + 1;
	return { days: Array.from({ length: count }, (_, i) => (first! + i) % 7), from, to };
}

/** 24:00 ends a day. */
function minutesOf(clock: string): number | null {
	const [hours, minutes] = clock.split(':').map(Number);
	const sum = hours! * 60 + minutes!;
	return minutes! < 60 && sum <= 24 * 60 ? sum : null;
}

/** Whether somebody is there at `now`; if not, from when on. Null if the hours name no day. */
export function nextOpen(hours: OpenHours[], now: Date): { isOpen: boolean; opensAt: Date } | null {
	const local = now.getTime() + nairobi;
	const midnight = local - (local % dayMs);
	const begins: number[] = [];
	for (let ahead = 0; ahead <= 7; ahead++)
		for (const { days, from, to } of hours) {
			const start = midnight + ahead * dayMs;
			if (!days.includes(new Date(start).getUTCDay())) continue;
			const [opens, closes] = [start + from * minute, start + to * minute];
			if (opens <= local && local < closes) return { isOpen: true, opensAt: new Date(opens - nairobi) };
			if (opens > local) begins.push(opens);
		}
	return begins.length === 0 ? null : { isOpen: false, opensAt: new Date(Math.min(...begins) - nairobi) };
}

/** A Sunday, so that `days` name themselves in any language. */
const sunday = Date.UTC(2026, 0, 4);

/** "Mon–Fri 08:00–20:00", in the reader's language. */
export function hoursWords({ days, from, to }: OpenHours, locale: string): string {
	const name = new Intl.DateTimeFormat(locale === 'sw' ? 'sw-KE' : 'en-KE', {
		timeZone: 'UTC',
		weekday: 'short',
	});
	const [first, last] = [days[0]!, days.at(-1)!].map((day) => name.format(sunday + day * dayMs));
	const clock = (minutes: number) =>
		`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
	return `${days.length === 1 ? first : `${first}–${last}`} ${clock(from)}–${clock(to)}`;
}
