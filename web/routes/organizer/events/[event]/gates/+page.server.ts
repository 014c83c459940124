import { type GatesVisit, gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import { readQueueFile } from '#lib/organizer/queue-file.ts';
import { actOn } from '#lib/server/act-on.server.ts';
import { onlyAway } from '#lib/server/only-away.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { nextUpload } from '#shared/gate/queued-scan.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { acting, event, of, param } = await gatesOf(visit);
	const [gates, entries] = await Promise.all([
		unwrap(of.gates.$get({ param })).catch(onlyAway),
		unwrap(of.entries.$get({ param })).catch(onlyAway),
	]);
	return { event, tiers: tierNames(event), gates, entries, manages: acting.may.includes('event.publish') };
};

type Gates = Awaited<ReturnType<typeof gatesOf>>;

const act = <Done extends object>(visit: GatesVisit, work: (of: Gates, form: FormData) => Promise<Done>) =>
	actOn(visit, gatesOf, work);

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
			const { code, endsAt } = await unwrap(
				of.gates[':gate'].codes.$post({ param: { ...param, gate }, query: {} }),
			);
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
	/** What a phone could not upload, from the file that it saved. */
	queue: (visit) =>
		act(visit, async ({ event, of, param }, form) => {
			const file = form.get('file');
			const read = file instanceof File ? readQueueFile(await file.text(), event.address) : null;
			if (!read) throw new PassaError('QUEUE_FILE_WRONG', 'This is no file of a gate.', { status: 400 });
			const results: Record<string, number> = { foreign: read.foreign };
			for (const { device, scans } of read.devices)
				for (let left = scans; left.length > 0; ) {
					const json = { scans: nextUpload(left) };
					const route = of['gate-devices'][':device'].queue;
					const { items } = await unwrap(route.$post({ param: { ...param, device }, json }));
					for (const { result } of items) results[result] = (results[result] ?? 0) + 1;
					left = left.slice(json.scans.length);
				}
			return { taken: results };
		}),
	/** Which tickets may have a pass on paper or by SMS. */
	paper: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const { settings } = await unwrap(of.gates.$get({ param }));
			const staticTiers = form.getAll('tier').map(Number);
			await unwrap(of.gates.$put({ param, json: { ...settings, staticTiers } }));
			return { done: true };
		}),
};
