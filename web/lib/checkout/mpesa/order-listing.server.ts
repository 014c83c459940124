import type { Cookies, RequestEvent } from '@sveltejs/kit';
import type { NewOrder } from '#relayer/client.ts';
import { sessionToken } from '../../server/session.server.ts';
import { unwrap } from '../../unwrap.ts';
import { messageLanguage } from '../contact-form.server.ts';
import { methodCookie } from '../method.ts';
import { rememberPhone } from './known-phone.server.ts';
import { rememberOrder } from './order-cookies.server.ts';
import { relayerForBuyer } from './phone-code.server.ts';

/** A try to buy a listed ticket. Its key makes one order, from any reload or second press. */
export type ListingAttempt = { key: string; reference: string | null };
type WantedListing = Pick<NewOrder, 'phone' | 'contact'> & {
	event: string;
	ticket: string;
	amountKes: string;
};

const name = 'listing';
const shape = /^([\da-f-]{36}) ([\w-]{0,16})$/;
/** For so long the same form opens the order that was made. */
const seconds = 15 * 60;

export function listingAttempt(cookies: Pick<Cookies, 'get'>): ListingAttempt | null {
	const [, key, reference] = shape.exec(cookies.get(name) ?? '') ?? [];
	return key ? { key, reference: reference || null } : null;
}

/** Only the ticket's own page gets the cookie, and no script. */
export const keepListingAttempt = (
	{ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>,
	{ key, reference }: ListingAttempt,
): void =>
	cookies.set(name, `${key} ${reference ?? ''}`, {
		path: url.pathname,
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: seconds,
	});

/**
 * Orders a listed ticket by M-Pesa, and lets the browser remember order, phone and way of paying. Returns its
 * reference. Throws PassaError.
 */
export async function orderListing(
	visit: RequestEvent,
	{ event, ticket, ...wanted }: WantedListing,
	key: string,
): Promise<string> {
	const { cookies, url } = visit;
	const session = await sessionToken(visit);
	const { v1 } = await relayerForBuyer(visit, session, session);
	const json = { ...wanted, language: messageLanguage(), idempotencyKey: key };
	const made = await unwrap(
		v1.events[':event'].listings[':ticket'].orders.$post({ param: { event, ticket }, json }),
	);
	const { reference } = made.order;
	rememberOrder(cookies, url, reference, made.token);
	rememberPhone(visit, wanted.phone);
	keepListingAttempt(visit, { key, reference });
	const { name: cookie, ...options } = methodCookie;
	cookies.set(cookie, 'mpesa', { ...options, httpOnly: false, secure: false });
	return reference;
}
