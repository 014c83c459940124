import { type GatesVisit, gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import { actOn } from '#lib/server/act-on.server.ts';
import { onlyAway } from '#lib/server/only-away.ts';
import { unwrap } from '#lib/unwrap.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

/** What happens at the gates now, for supervisors. `venue`: null while the relayer does not answer. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { acting, event, of, param } = await gatesOf(visit);
	const [venue, emergencies] = await Promise.all([
		unwrap(of.venue.$get({ param })).catch(onlyAway),
		unwrap(of.emergencies.$get({ param })).catch(onlyAway),
	]);
	const sold = new Map(event.tiers.map(({ index, sold }) => [index, sold]));
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt, stopped: event.stopped },
		tiers: tierNames(event).map((tier) => ({ ...tier, sold: sold.get(tier.index) ?? 0 })),
		venue,
		emergencies,
		writes: acting.may.includes('event.edit'),
		manages: acting.may.includes('event.publish'),
		readsMoney: acting.may.includes('money.read'),
		readAt: new Date().toISOString(),
	};
};

type Gates = Awaited<ReturnType<typeof gatesOf>>;

/** Of the emergency's part: a refusal is shown there. */
const act = (visit: GatesVisit, work: (gates: Gates, form: FormData) => Promise<unknown>) =>
	actOn(visit, gatesOf, async (gates, form) => {
		await work(gates, form);
		return { done: true };
	});

const kinds = ['stop_gate', 'open_gate', 'move_gate', 'message'] as const;

function wantedIn(form: FormData, tiers: number) {
	const kind = kinds.find((each) => each === form.get('kind')) ?? 'message';
	const words = (name: string, most: number) => readWords(String(form.get(name) ?? ''), { most }).text;
	if (kind === 'message') return { kind, text: words('text', 200) };
	const gate = String(form.get('gate') ?? '');
	if (kind !== 'move_gate') return { kind, gate };
	const chosen = form.getAll('tier').map(Number);
	return {
		...{ kind, gate, name: words('name', 60) },
		tiers: chosen.length === 0 || chosen.length === tiers ? null : chosen,
	};
}

export const actions: Actions = {
	propose: (visit) =>
		act(visit, ({ of, param, event }, form) =>
			unwrap(of.emergencies.$post({ param, json: wantedIn(form, event.tiers.length) })),
		),
	confirm: (visit) =>
		act(visit, ({ of, param }, form) =>
			unwrap(of.emergencies[':id'].confirm.$post({ param: { ...param, id: String(form.get('id') ?? '') } })),
		),
	withdraw: (visit) =>
		act(visit, ({ of, param }, form) =>
			unwrap(of.emergencies[':id'].$delete({ param: { ...param, id: String(form.get('id') ?? '') } })),
		),
};
