import type { Cookies } from '@sveltejs/kit';

const days = 180;
const mostRemembered = 20;
const listName = 'orders';
const referenceShape = /^[\w-]{4,16}$/;

const cookieOf = (reference: string): string => `order_${reference}`;
const pathOf = (reference: string): string => `/pay/${reference}`;

/**
 * An order's read token stays in a cookie that only its own pages are sent and no script can read. Beside it a list of
 * references, without tokens, for "My tickets".
 */
export function keepOrder(cookies: Cookies, url: URL, reference: string, token: string): void {
	const options = {
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: days * 86_400,
	} as const;
	cookies.set(cookieOf(reference), token, { ...options, path: pathOf(reference) });
	const others = knownOrders(cookies).filter((r) => r !== reference);
	cookies.set(listName, [reference, ...others].slice(0, mostRemembered).join('.'), { ...options, path: '/' });
}

export const tokenOf = (cookies: Cookies, reference: string): string | undefined =>
	cookies.get(cookieOf(reference));

/** Orders made in this browser, newest first. */
export const knownOrders = (cookies: Cookies): string[] =>
	(cookies.get(listName) ?? '').split('.').filter((r) => referenceShape.test(r));
