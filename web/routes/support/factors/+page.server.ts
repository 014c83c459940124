import { error } from '@sveltejs/kit';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { unlisted } from '#lib/support/support.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { caseNoteRule, readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const routesOf = (event: RequestEvent) => platformFor(event).v1.support['factor-resets'];
const staff = ['support', 'admin'];

export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	if (!signedIn(event).roles.some((role) => staff.includes(role))) error(401, 'support');
	return unwrap(routesOf(event).$get());
};

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

export const actions: Actions = {
	ask: async (event) => {
		const form = await formOf(event.request);
		const person = textIn(form, 'person');
		const { text: note } = readWords(textIn(form, 'note'), caseNoteRule);
		try {
			await unwrap(routesOf(event).$post({ json: { person, note } }));
			return { person: '', note: '', fault: null };
		} catch (failure) {
			return refused(failure, { person, note });
		}
	},
	agree: async (event) => {
		const id = textIn(await formOf(event.request), 'id');
		try {
			await unwrap(routesOf(event)[':id'].agree.$post({ param: { id } }));
			return { person: '', note: '', fault: null };
		} catch (failure) {
			return refused(failure, { person: '', note: '' });
		}
	},
	stop: async (event) => {
		const id = textIn(await formOf(event.request), 'id');
		try {
			await unwrap(routesOf(event)[':id'].$delete({ param: { id } }));
			return { person: '', note: '', fault: null };
		} catch (failure) {
			return refused(failure, { person: '', note: '' });
		}
	},
};
