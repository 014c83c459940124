import { fail, redirect } from '@sveltejs/kit';
import {
	keepSupportToken,
	relayerForSupport,
	unlisted,
	unwrapForSupport,
} from '#lib/support/support.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { caseNoteRule, cleanText, readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const { searchParams } = event.url;
	const token = searchParams.get('token');
	if (token !== null) {
		await keepSupportToken(event, token);
		redirect(303, '/support');
	}
	const state: 'open' | 'decided' = searchParams.get('state') === 'decided' ? 'decided' : 'open';
	const cursor = searchParams.get('cursor') ?? undefined;
	const relayer = await relayerForSupport(event);
	return {
		state,
		now: Date.now(),
		paged: cursor !== undefined,
		...(await unwrapForSupport(relayer.v1.review.$get({ query: { state, cursor } }))),
	};
};

export const actions: Actions = {
	/** Opens a case for an order or a payment. */
	default: async (event) => {
		const form = await event.request.formData();
		const reference = cleanText(String(form.get('reference') ?? '')).trim();
		const { text: note, fault } = readWords(String(form.get('note') ?? ''), caseNoteRule);
		if (fault === 'TEXT_TOO_LONG') return fail(400, { code: 'NOTE_TOO_LONG', message: '', reference, note });
		if (!reference || !note) return fail(400, { code: 'NOTE_MISSING', message: '', reference, note });
		const relayer = await relayerForSupport(event);
		let id: string;
		try {
			({ id } = await unwrap(relayer.v1.review.$post({ json: { reference, note } })));
		} catch (cause) {
			if (!(cause instanceof PassaError)) throw cause;
			return fail(cause.status, { code: cause.code, message: cause.message, reference, note });
		}
		redirect(303, `/support/${id}`);
	},
};
