import { error, fail, type RequestEvent } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { actingFor, publishes } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { eventToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

type Visit = RequestEvent & { params: { event: string } };

/** The event and its gates at the relayer, for members who may supervise entries. Everybody else gets 404. */
async function gatesOf(visit: Visit) {
	const acting = actingFor(visit);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(visit.params.event)}`);
	if (!publishes(acting, event) || !acting.may.includes('checkin.supervise')) error(404, 'not found');
	const token = await eventToken(visit, acting.account, event.address);
	const of = relayerFor({ token }).v1.events[':event'];
	return { acting, event, of, param: { event: event.address } };
}

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { acting, event, of, param } = await gatesOf(visit);
	const [gates, entries] = await Promise.all([
		unwrap(of.gates.$get({ param })).catch(onlyAway),
		unwrap(of.entries.$get({ param })).catch(onlyAway),
	]);
	const tiers = event.tiers.map(({ index, name }) => ({ index, name: name ?? String(index + 1) }));
	return { event, tiers, gates, entries, manages: acting.may.includes('event.publish') };
};

function onlyAway(failure: unknown): null {
	if (failure instanceof PassaError) return null;
	throw failure;
}

/** Does what a form asks for. A refusal is shown with its code. */
async function act<T extends object>(
	visit: Visit,
	work: (gates: Awaited<ReturnType<typeof gatesOf>>, form: FormData) => Promise<T>,
) {
	const form = await formOf(visit.request);
	try {
		return await work(await gatesOf(visit), form);
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		const { status, code, message } = failure;
		return fail(status ?? 503, { fault: { code: String(code), message } });
	}
}

export const actions: Actions = {
	add: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const name = readWords(String(form.get('name') ?? ''), { most: 60 }).text;
			const chosen = form.getAll('tier').map(Number);
			const tiers = form.has('all') || chosen.length === 0 ? null : chosen;
			await unwrap(of.gates.$post({ param, json: { name, tiers } }));
			return { done: true };
		}),
	/** A code for one phone. It is shown once. */
	code: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const gate = String(form.get('gate') ?? '');
			const { code, endsAt } = await unwrap(of.gates[':gate'].codes.$post({ param: { ...param, gate }, query: {} }));
			return {
				offered: { gate, code, endsAt, link: `${visit.url.origin}/gate#${encodeURIComponent(code)}` },
			};
		}),
	revoke: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const device = String(form.get('device') ?? '');
			await unwrap(of['gate-devices'][':device'].$delete({ param: { ...param, device } }));
			return { done: true };
		}),
	end: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const gate = String(form.get('gate') ?? '');
			await unwrap(of.gates[':gate'].$delete({ param: { ...param, gate } }));
			return { done: true };
		}),
	settings: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const reentry = form.has('reentry') ? ('exit_scan' as const) : ('none' as const);
			await unwrap(of.gates.$put({ param, json: { reentry, divided: form.has('divided') } }));
			return { done: true };
		}),
};
