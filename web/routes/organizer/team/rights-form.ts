import { nairobiOffset, nairobiTime } from '#shared/nairobi.ts';
import { type Permission, permissions } from '#shared/roles.ts';

/** Rights as the API takes them. */
export type RightsInput = { permissions: Permission[]; events: string[] | null; until: string | null };
export type RightsFault = 'PERMISSIONS_NONE' | 'EVENTS_NONE' | 'UNTIL_INVALID';

/** The last second of a day in Kenya; null for an empty or impossible day. */
export function endOfDay(day: string): string | null {
	const at = new Date(`${day}T23:59:59${nairobiOffset}`);
	return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/** The day in Kenya on which rights end, as a date field holds it. */
export const dayOf = (until: string | null): string =>
	until === null ? '' : nairobiTime(Date.parse(until)).slice(0, 10);

/** Reads a form of `RightsFields.svelte`. */
export function readRights(form: FormData): RightsInput | RightsFault {
	const chosen = new Set(form.getAll('may').map(String));
	const held = permissions.filter((each) => chosen.has(each));
	if (held.length === 0) return 'PERMISSIONS_NONE';
	const events = form.get('scope') === 'some' ? [...new Set(form.getAll('event').map(String))] : null;
	if (events?.length === 0) return 'EVENTS_NONE';
	const day = String(form.get('until') ?? '').trim();
	const until = endOfDay(day);
	// A day that cannot be read must not become rights without an end.
	if (day !== '' && until === null) return 'UNTIL_INVALID';
	return { permissions: held, events, until };
}
