import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { Me } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { unwrap } from '../unwrap.ts';
import { platformFor } from './platform.server.ts';
import { sessionCookie } from './session-cookie.ts';

/** Who is signed in. Asks the platform once per request, and not at all for a guest. */
export async function readPerson(event: RequestEvent): Promise<App.Locals> {
	const guest = { person: null, platformDown: false };
	if (!event.cookies.getAll().some(({ name }) => sessionCookie.test(name))) return guest;
	try {
		return { person: await unwrap(platformFor(event).v1.me.$get()), platformDown: false };
	} catch (failure) {
		// An ended session makes a guest. While the platform is down, nobody is sent to sign in again.
		const ended = failure instanceof PassaError && failure.status === 401;
		return ended ? guest : { person: null, platformDown: true };
	}
}

/** A session token for other services, valid for five minutes. Null for a guest, and while the platform does not answer. */
export async function sessionToken(event: RequestEvent): Promise<string | null> {
	if (!event.locals.person) return null;
	try {
		return (await unwrap(platformFor(event).v1.token.$post({ json: {} }))).token;
	} catch {
		return null;
	}
}

/**
 * A session token that reaches one event (C…) of the account acted for, and nothing else of it. Throws the platform's
 * refusal: EVENT_NOT_YOURS if that account did not publish it.
 */
export async function eventToken(event: RequestEvent, as: string, of: string): Promise<string> {
	return (await unwrap(platformFor(event).v1.token.$post({ json: { as, event: of } }))).token;
}

/** For pages that need an account: sends a guest to sign in and back here. Throws 503 while the platform is down. */
export function signedIn({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Me {
	if (locals.person) return locals.person;
	if (locals.platformDown) error(503, 'unavailable');
	redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
}
