import { fail, redirect } from '@sveltejs/kit';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { relayerForSupport, unlisted, unwrapForSupport } from '#lib/support/support.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { caseNoteRule, readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

const reference = /^[A-Z0-9]{6,12}$/i;
const decisions = ['issue', 'refund', 'returned', 'taken-back', 'nothing'] as const;

export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const relayer = await relayerForSupport(event);
	// Who writes an order's reference into the address means the order.
	if (reference.test(event.params.id)) redirect(303, `/support/refunds?order=${event.params.id}`);
	return { found: await unwrapForSupport(relayer.v1.review[':id'].$get({ param: event.params })) };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const { text: note, fault } = readWords(String(form.get('note') ?? ''), caseNoteRule);
		const decision = decisions.find((d) => d === form.get('decision'));
		if (fault === 'TEXT_TOO_LONG') return fail(400, { code: 'NOTE_TOO_LONG', message: '', note, decision });
		if (!note || !decision) return fail(400, { code: 'NOTE_MISSING', message: '', note, decision });
		// What the page said that it costs. A page that named none offered no such decision.
		const costKes = form.get(`cost-${decision}`);
		if (typeof costKes !== 'string') return fail(409, { code: 'COST_CHANGED', message: '', note, decision });
		const relayer = await relayerForSupport(event);
		try {
			const json = { decision, note, costKes };
			await unwrap(relayer.v1.review[':id'].decision.$post({ param: event.params, json }));
		} catch (cause) {
			const { status, data } = refused(cause, { note, decision });
			return fail(status, { ...data.fault, note, decision });
		}
		redirect(303, `/support/${event.params.id}`);
	},
};
