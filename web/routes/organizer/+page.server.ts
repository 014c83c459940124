import { fail, redirect } from '@sveltejs/kit';
import { totalOf } from '#lib/organizer/event-numbers.ts';
import { ownEvents } from '#lib/organizer/own-events.server.ts';
import { actingFor, editing } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { queryValue } from '#lib/text/query-text.ts';
import { unwrap } from '#lib/unwrap.ts';
import { organizerNameRule, readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const acting = actingFor(event);
	if (!acting.organizes) return { organizer: null };
	const now = Date.now();
	const after = queryValue(event.url.searchParams, 'after');
	const [{ items }, own] = await Promise.all([
		acting.may.includes('event.edit') ? unwrap(platformFor(event).v1.drafts.$get()) : { items: [] },
		// Drafts can be written while the indexer does not answer.
		ownEvents(acting, now, after).catch(() => null),
	]);
	const events = own?.events;
	const over = (endsAt: string) => Date.parse(endsAt) < now;
	return {
		organizer: { name: acting.name },
		mayBegin: acting.may.includes('event.edit') && acting.events === null,
		drafts: items.filter((draft) => draft.published === null),
		coming: events?.filter((e) => !over(e.endsAt)) ?? null,
		past: events?.filter((e) => over(e.endsAt)) ?? [],
		total: events && totalOf(events.map((e) => e.numbers)),
		next: own?.next ?? null,
		// Sums of one page must not look like sums of all.
		partly: own !== null && (after !== null || own.next !== null),
	};
};

export const actions: Actions = {
	become: async (event) => {
		signedIn(event);
		const written = String((await formOf(event.request)).get('name') ?? '');
		const { text: name, fault } = readWords(written, organizerNameRule);
		if (fault) {
			return fail(400, { name, fault: { code: 'NAME_INVALID', message: '' } });
		}
		try {
			await unwrap(platformFor(event).v1.me.organizer.$post({ json: { name } }));
		} catch (error) {
			return refused(error, { name });
		}
		redirect(303, '/organizer');
	},
	create: async (event) => {
		editing(event);
		try {
			const { id } = await unwrap(platformFor(event).v1.drafts.$post({ json: {} }));
			redirect(303, `/organizer/drafts/${id}`);
		} catch (error) {
			return refused(error, {});
		}
	},
	remove: async (event) => {
		editing(event);
		const id = String((await formOf(event.request)).get('id'));
		try {
			await unwrap(platformFor(event).v1.drafts[':id'].$delete({ param: { id } }));
		} catch (error) {
			return refused(error, {});
		}
		redirect(303, '/organizer');
	},
};
