import type { Cookies } from '@sveltejs/kit';

const days = 180;
/** The list goes with each request: about 900 bytes. */
const maxRemembered = 80;
const listName = 'orders';
const referenceShape = /^[\w-]{4,16}$/;

const cookieOf = (reference: string): string => `order_${reference}`;
const pathOf = (reference: string): string => `/pay/${reference}`;

const optionsAt = (url: URL) =>
	({ httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge: days * 86_400 }) as const;

/**
 * Keeps an order's read token in a cookie for the order's own pages, which no script can read. A second cookie lists the
 * references, without tokens, for "My tickets".
 */
export function rememberOrder(cookies: Cookies, url: URL, reference: string, token: string): void {
	const options = optionsAt(url);
	cookies.set(cookieOf(reference), token, { ...options, path: pathOf(reference) });
	const others = rememberedOrders(cookies).filter((r) => r !== reference);
	cookies.set(listName, [reference, ...others].slice(0, maxRemembered).join('.'), { ...options, path: '/' });
}

/** At sign-out, for the account's orders: they open again by signing in. Orders of a guest stay with the browser. */
export function forgetOrders(cookies: Cookies, url: URL, references: readonly string[]): void {
	for (const reference of references) cookies.delete(cookieOf(reference), { path: pathOf(reference) });
	const left = rememberedOrders(cookies).filter((r) => !references.includes(r));
	cookies.set(listName, left.join('.'), { ...optionsAt(url), path: '/' });
}

export const rememberedToken = (cookies: Cookies, reference: string): string | undefined =>
	cookies.get(cookieOf(reference));

/** Orders made in this browser, newest first. */
export const rememberedOrders = (cookies: Cookies): string[] =>
	(cookies.get(listName) ?? '').split('.').filter((r) => referenceShape.test(r));
