import { type RequestEvent, redirect } from '@sveltejs/kit';
import { actingCookie } from '#shared/acting-cookie.ts';
import type { Permission } from '#shared/roles.ts';
import { permissions } from '#shared/roles.ts';
import { signedIn } from './session.server.ts';

/** The account a person acts for on pages of organizers: their own, or a team's that they chose. */
export type Acting = {
	account: string;
	own: boolean;
	/** Public name; empty for a person who is not an organizer. */
	name: string;
	organizes: boolean;
	may: readonly Permission[];
	/** Ids of drafts that the permissions are limited to; null: all of the account. */
	events: string[] | null;
	wallets: string[];
	/** Addresses of published events, within the permissions. */
	publications: string[];
};

type Visit = Pick<RequestEvent, 'locals' | 'cookies'>;

const chosenTeam = ({ locals, cookies }: Visit) => {
	const chosen = cookies.get(actingCookie);
	return locals.person?.teams.find((team) => team.account === chosen);
};

/** The account that a signed-in person acts for; sends a guest to sign in. */
export function actingFor(event: Visit & Pick<RequestEvent, 'url'>): Acting {
	const me = signedIn(event);
	const team = chosenTeam(event);
	if (team) return { ...team, own: false, organizes: true };
	const organizes = me.roles.includes('organizer');
	const { account, wallets, publications } = me;
	const may = organizes ? permissions : [];
	return {
		account,
		own: true,
		name: me.organizer?.name ?? '',
		organizes,
		may,
		events: null,
		wallets,
		publications,
	};
}

/** For pages that change events. Redirects others to the overview. */
export function editing(event: Visit & Pick<RequestEvent, 'url'>): Acting {
	const acting = actingFor(event);
	if (!acting.may.includes('event.edit')) redirect(303, '/organizer');
	return acting;
}

/** Whether the account published an event that the person's permissions reach. */
export const publishes = (
	{ publications, events, wallets }: Acting,
	event: { address: string; organizer: string },
): boolean => publications.includes(event.address) || (events === null && wallets.includes(event.organizer));

/** The accounts that a person can switch between, their own first; for the header. */
export function accountsOf(event: Visit): { account: string; name: string; current: boolean }[] {
	const { person } = event.locals;
	if (!person) return [];
	const team = chosenTeam(event);
	const own = person.organizer?.name ?? person.identities[0]?.label ?? '';
	return [
		{ account: person.account, name: own, current: !team },
		...person.teams.map(({ account, name }) => ({ account, name, current: account === team?.account })),
	];
}

/**
 * Deletes the choice of an account that the person no longer acts for, and redirects to the overview. So an action for
 * that account is never done for another one.
 */
export function dropEndedChoice(event: RequestEvent): void {
	const { cookies, locals, url } = event;
	const chosen = cookies.get(actingCookie);
	if (chosen === undefined || !locals.person || chosenTeam(event)) return;
	cookies.delete(actingCookie, { path: '/', secure: url.protocol === 'https:' });
	if (chosen !== locals.person.account && url.pathname.startsWith('/organizer')) redirect(303, '/organizer');
}

/** Stores the account to act for; a person's own account needs no cookie. */
export function actFor(event: Pick<RequestEvent, 'cookies' | 'url' | 'locals'>, account: string): void {
	const options = { path: '/', secure: event.url.protocol === 'https:' };
	if (account === event.locals.person?.account) event.cookies.delete(actingCookie, options);
	else
		event.cookies.set(actingCookie, account, {
			...options,
			httpOnly: true,
			sameSite: 'lax',
			maxAge: 30 * 86_400,
		});
}
