import { findTickets } from '#lib/organizer/find-tickets.server.ts';
import { type GatesVisit, gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import { actOn } from '#lib/server/act-on.server.ts';
import { onlyAway } from '#lib/server/only-away.ts';
import { eventToken } from '#lib/server/session.server.ts';
import type { Fault } from '#lib/text/failure.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

const gateCookie = 'supervised_gate';
/** With more tickets than this, one is chosen first. */
const mostHistories = 4;

/** For a supervisor's own phone: finds a ticket and says what happened to it at the gates. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { acting, event, of, param } = await gatesOf(visit);
	const q = readWords(visit.url.searchParams.get('q') ?? '', { most: 60 }).text;
	const seesBuyers = acting.may.includes('orders.read');
	const token = seesBuyers ? await eventToken(visit, acting.account, event.address) : null;
	const [gates, found] = await Promise.all([
		unwrap(of.gates.$get({ param })).then(
			({ gates }) => gates.map(({ id, name }) => ({ id, name })),
			(failure) => onlyAway(failure) ?? [],
		),
		findTickets({ event, token, q }).then(
			(tickets) => ({ tickets, fault: null }),
			(failure) => ({ tickets: [], fault: faultOf(failure) }),
		),
	]);
	const { no, name, startsAt, endsAt } = event;
	const several = found.tickets.length > mostHistories;
	const histories = several
		? []
		: await Promise.all(
				found.tickets.map(({ id }) =>
					unwrap(of.entries.tickets[':ticket'].$get({ param: { ...param, ticket: id } })).catch(onlyAway),
				),
			);
	return {
		event: { no, name, startsAt, endsAt },
		...{ q, seesBuyers, gates, fault: found.fault },
		chosenGate: visit.url.searchParams.get('gate') ?? visit.cookies.get(gateCookie) ?? '',
		tiers: tierNames(event),
		// Sent with the form: pressing twice lets one person in.
		tickets: found.tickets.map((ticket, i) => ({
			...ticket,
			...{ history: histories[i] ?? null, nonce: crypto.randomUUID() },
		})),
		several,
		now: new Date().toISOString(),
	};
};

function faultOf(failure: unknown): Fault {
	if (failure instanceof PassaError) return { code: String(failure.code), message: failure.message };
	throw failure;
}

type Gates = Awaited<ReturnType<typeof gatesOf>>;

const act = <Done extends object>(visit: GatesVisit, work: (of: Gates, form: FormData) => Promise<Done>) =>
	actOn(visit, gatesOf, work);

const missing = (code: 'WHY_MISSING' | 'GATE_MISSING') => new PassaError(code, code, { status: 400 });

export const actions: Actions = {
	/** Lets a person in whom the gate did not, with the reason. */
	admit: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const [ticket, gate, nonce] = ['ticket', 'gate', 'nonce'].map((name) => String(form.get(name) ?? ''));
			const chosen = String(form.get('why') ?? '');
			const own = readWords(String(form.get('own') ?? ''), { most: 200 }).text;
			const why = [chosen, own].filter(Boolean).join(': ');
			if (why.length < 3) throw missing('WHY_MISSING');
			if (!gate) throw missing('GATE_MISSING');
			const json = { ticket: ticket!, gate, nonce: nonce!, why };
			const answer = await unwrap(of.entries.$post({ param, json }));
			visit.cookies.set(gateCookie, gate, { path: visit.url.pathname, maxAge: 86_400 });
			return { done: answer.success ? ('in' as const) : ('used' as const) };
		}),
	undo: (visit) =>
		act(visit, async ({ of, param }, form) => {
			const nonce = String(form.get('nonce') ?? '');
			await unwrap(of.entries[':nonce'].undo.$post({ param: { ...param, nonce } }));
			return { done: 'undone' as const };
		}),
};
