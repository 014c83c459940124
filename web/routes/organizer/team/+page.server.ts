import { fail, redirect } from '@sveltejs/kit';
import { getLocale } from '#lib/paraglide/runtime.js';
import { type Acting, actFor, actingFor } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { acceptedIn, runningEventsOf } from '#lib/server/running-events.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { access, type Permission, permissions } from '#shared/roles.ts';
import { organizerNameRule, readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { readRights } from './rights-form.ts';

/** Offers only permissions that some route asks for; a member's other permissions stay. */
const inUse: Permission[] = permissions.filter((each) =>
	Object.values(access)
		.flatMap((table) => Object.values(table))
		.some((wanted) => typeof wanted === 'object' && 'may' in wanted && wanted.may === each),
);

export const load: PageServerLoad = async (event) => {
	const acting = actingFor(event);
	const { own, name, may } = acting;
	const about = { own, name, inUse, may: may.filter((each) => inUse.includes(each)) };
	const done = event.url.searchParams.get('done');
	if (!may.includes('members')) return { ...about, done, team: null, events: [], running: {} };
	const [team, events, running] = await Promise.all([
		unwrap(platformFor(event).v1.team.$get()),
		eventsOf(event, acting),
		own ? {} : runningEventsOf(acting.wallets, acting.publications, Date.now()),
	]);
	return { ...about, done, team, events, running };
};

/** Events that rights can be limited to. */
async function eventsOf(event: RequestEvent, { may }: Acting) {
	if (!may.includes('event.edit')) return [];
	const { items } = await unwrap(platformFor(event).v1.drafts.$get());
	return items.map(({ id, name }) => ({ id, name: name.trim() }));
}

/** Does something on the team. `form` and `id` say where the page shows a refusal. */
async function change(
	event: RequestEvent,
	form: string,
	done: string,
	work: (data: FormData) => Promise<unknown>,
) {
	const data = await formOf(event.request);
	const id = String(data.get('id') ?? '');
	try {
		await work(data);
	} catch (error) {
		return refused(error, {
			form,
			id,
			to: String(data.get('to') ?? ''),
			name: String(data.get('name') ?? ''),
		});
	}
	redirect(303, `/organizer/team?done=${done}`);
}

const team = (event: RequestEvent) => platformFor(event).v1.team;
const idIn = (data: FormData) => ({ param: { id: String(data.get('id')) } });

/** Incomplete rights are refused here, with a code like the platform's. */
async function withRights(
	event: RequestEvent,
	form: string,
	done: string,
	work: (data: FormData, rights: Exclude<ReturnType<typeof readRights>, string>) => Promise<unknown>,
) {
	const data = await formOf(event.request.clone());
	const rights = readRights(data);
	if (typeof rights !== 'string') return change(event, form, done, (sent) => work(sent, rights));
	const [id, to] = [String(data.get('id') ?? ''), String(data.get('to') ?? '')];
	return fail(400, { form, id, to, name: '', fault: { code: rights, message: '' } });
}

export const actions: Actions = {
	invite: (event) =>
		withRights(event, 'invite', 'invited', (data, rights) => {
			const language = data.get('language') === 'sw' ? 'sw' : getLocale() === 'sw' ? 'sw' : 'en';
			const json = { to: String(data.get('to') ?? '').trim(), ...rights, language } as const;
			return unwrap(team(event).invitations.$post({ json }));
		}),
	withdraw: (event) =>
		change(event, 'withdraw', 'withdrawn', (data) =>
			unwrap(team(event).invitations[':id'].$delete(idIn(data))),
		),
	change: (event) =>
		withRights(event, 'change', 'changed', (data, json) =>
			unwrap(team(event).members[':id'].$put({ ...idIn(data), json })),
		),
	remove: (event) =>
		change(event, 'remove', 'removed', (data) => unwrap(team(event).members[':id'].$delete(idIn(data)))),
	unlink: (event) =>
		change(event, 'unlink', 'wallet', (data) =>
			unwrap(
				platformFor(event).v1.wallets[':address'].$delete({
					param: { address: String(data.get('id')) },
					query: acceptedIn(data),
				}),
			),
		),
	leave: (event) =>
		change(event, 'leave', 'left', async () => {
			const { account } = actingFor(event);
			await unwrap(platformFor(event).v1.me.teams[':account'].$delete({ param: { account } }));
			actFor(event, event.locals.person!.account);
		}),
	create: (event) =>
		change(event, 'create', 'created', async (data) => {
			const { text: name, fault } = readWords(String(data.get('name') ?? ''), organizerNameRule);
			if (fault) throw new PassaError('NAME_INVALID', 'a name of at most 64 characters');
			const { account } = await unwrap(platformFor(event).v1.teams.$post({ json: { name } }));
			actFor(event, account);
		}),
};
