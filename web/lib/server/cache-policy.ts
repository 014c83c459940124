import type { Cookies } from '@sveltejs/kit';
import { sessionCookie } from './session-cookie.ts';

/** Pages that show contacts, codes or tokens, to guests too. */
const secret = /^\/(account|invitations|organizer|outbox|pay|payees|sign-in|stop|support|t|tickets)(\/|$)/;

/** Whether a page may show what only its visitor may read. `path` as the pages read it. */
export const showsSecrets = (path: string): boolean => secret.test(path);

/**
 * The rule for copies of a page that sets none itself. A page for somebody signed in is kept nowhere: else the next person
 * at this machine reads it by "Back" after they have signed out. Other pages may differ by a cookie, so only the browser
 * keeps one, and asks before it shows it.
 */
export function cachePolicy(path: string, cookies: Pick<Cookies, 'getAll'>): string {
	const isSignedIn = cookies.getAll().some(({ name }) => sessionCookie.test(name));
	return isSignedIn || showsSecrets(path) ? 'no-store' : 'private, no-cache';
}
