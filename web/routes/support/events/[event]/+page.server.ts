import { type ActionFailure, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { askIndexer } from '#lib/server/indexer.server.ts';
import { relayerForSupport, unlisted, unwrapForSupport } from '#lib/support/support.server.ts';
import type { Fault } from '#lib/text/failure.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RelayerClient } from '#relayer/client.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** `view`: names of payees and its times; null while the indexer does not answer. All else is the chain's own. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const { v1 } = await relayerForSupport(event);
	const read = v1.review.events[':event'].$get({ param: event.params });
	const at = `/v1/events/${encodeURIComponent(event.params.event)}`;
	const [stand, view] = await Promise.all([unwrapForSupport(read), askIndexer<EventView>(at)]);
	return { stand, view: view.ok ? view.value : null, now: Date.now() };
};

type Kept = { form: 'payout' | 'act' | 'move'; note: string; payee: string; act: string; hours: string };
const noted = { most: 500, lines: true } as const;
const acts = ['pause', 'resume', 'freeze'] as const;
const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '');

/** Does what a form asks for, and shows the event again. A refusal keeps what was typed. */
async function asked(
	event: RequestEvent,
	of: Kept['form'],
	work: (v1: RelayerClient['v1'], kept: Kept, id: string) => Promise<unknown>,
): Promise<ActionFailure<Kept & { fault: Fault }>> {
	const form = await formOf(event.request);
	const note = readWords(textIn(form, 'note'), noted).text;
	const [payee, act, hours] = ['payee', 'act', 'hours'].map((name) => textIn(form, name));
	const kept = { form: of, note, payee: payee!, act: act!, hours: hours! };
	const { v1 } = await relayerForSupport(event);
	try {
		await work(v1, kept, textIn(form, 'id'));
	} catch (cause) {
		return refused(cause, kept);
	}
	redirect(303, `/support/events/${event.params.event}`);
}

export const actions: Actions = {
	payout: (event) =>
		asked(event, 'payout', (v1, { note, payee }) => {
			const json = { payee: payee === '' ? null : Number(payee), note };
			return unwrap(v1.review.events[':event'].payouts.$post({ param: event.params, json }));
		}),
	act: (event) =>
		asked(event, 'act', (v1, { note, act: named, hours: typed }) => {
			const act = acts.find((each) => each === named) ?? 'pause';
			const hours = act === 'freeze' ? Number(typed) : null;
			const json = { act, hours, note };
			return unwrap(v1.review.events[':event'].acts.$post({ param: event.params, json }));
		}),
	agree: (event) =>
		asked(event, 'move', (v1, _, id) => unwrap(v1.review.acts[':id'].agree.$post({ param: { id } }))),
	withdraw: (event) =>
		asked(event, 'move', (v1, _, id) => unwrap(v1.review.acts[':id'].withdraw.$post({ param: { id } }))),
};
