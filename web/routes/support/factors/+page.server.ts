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

const empty = { person: '', note: '', held: false };
const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

export const actions: Actions = {
	ask: async (event) => {
		const form = await formOf(event.request);
		const person = textIn(form, 'person');
		const { text: note } = readWords(textIn(form, 'note'), caseNoteRule);
		const held = form.has('held');
		try {
			await unwrap(routesOf(event).$post({ json: { person, note, held } }));
			return { ...empty, fault: null };
		} catch (failure) {
			return refused(failure, { person, note, held });
		}
	},
	agree: async (event) => {
		const id = textIn(await formOf(event.request), 'id');
		try {
			await unwrap(routesOf(event)[':id'].agree.$post({ param: { id } }));
			return { ...empty, fault: null };
		} catch (failure) {
			return refused(failure, empty);
		}
	},
	stop: async (event) => {
		const id = textIn(await formOf(event.request), 'id');
		try {
			await unwrap(routesOf(event)[':id'].$delete({ param: { id } }));
			return { ...empty, fault: null };
		} catch (failure) {
			return refused(failure, empty);
		}
	},
};
