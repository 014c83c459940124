import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { Me } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { answered } from '../unwrap.ts';
import { platformFor } from './platform.server.ts';

/** better-auth's, which the platform gives the prefix of ours; `__Secure-` where the web is https. */
const sessionCookie = /^(__Secure-)?passa\.session_token$/;

/** Who is signed in, asked of the platform once for a request, and not at all for a guest. */
export async function readPerson(event: RequestEvent): Promise<App.Locals> {
	const guest = { person: null, platformSilent: false };
	if (!event.cookies.getAll().some(({ name }) => sessionCookie.test(name))) return guest;
	try {
		return { person: await answered(platformFor(event).v1.me.$get()), platformSilent: false };
	} catch (failure) {
		// A session that is over is a guest's; whoever cannot be asked about is not sent to sign in again.
		const over = failure instanceof PassaError && failure.status === 401;
		return over ? guest : { person: null, platformSilent: true };
	}
}

/** For pages of people: a guest is sent to sign in and comes back. */
export function signedIn({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Me {
	if (locals.person) return locals.person;
	if (locals.platformSilent) error(503, 'unavailable');
	redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
}

/** For pages of organizers: whoever is none yet is shown how to become one. */
export function organizing(event: Pick<RequestEvent, 'locals' | 'url'>): Me {
	const person = signedIn(event);
	if (!person.roles.includes('organizer')) redirect(303, '/organizer');
	return person;
}
