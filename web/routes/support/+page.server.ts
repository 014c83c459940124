import { fail, redirect } from '@sveltejs/kit';
import { formOf } from '#lib/server/form-of.ts';
import {
	keepSupportToken,
	relayerForSupport,
	unlisted,
	unwrapForSupport,
} from '#lib/support/support.server.ts';
import { queryValue } from '#lib/text/query-text.ts';
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
	const cursor = queryValue(searchParams, 'cursor');
	const relayer = await relayerForSupport(event);
	const read = (from?: string) => relayer.v1.review.$get({ query: { state, cursor: from } });
	// Anybody may write any cursor into an address: one of no list is the beginning.
	const page = cursor ? await unwrap(read(cursor)).catch(nullIfRefused) : null;
	const [found, { items: waiting }] = await Promise.all([
		page ?? unwrapForSupport(read()),
		unwrapForSupport(relayer.v1.review.refunds.$get()),
	]);
	return { state, now: Date.now(), paged: page !== null, ...found, waiting };
};

/** Null if the list refuses the cursor; other failures are those of the list itself. */
function nullIfRefused(cause: unknown): null {
	if (cause instanceof PassaError) return null;
	throw cause;
}

export const actions: Actions = {
	/** Opens a case for an order or a payment. */
	default: async (event) => {
		const form = await formOf(event.request);
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
