import type { Cookies } from '@sveltejs/kit';

const name = 'phone';
/** What people write a number with. */
const shape = /^[+\d][\d\s()-]{6,22}$/;

/** The number that paid last in this browser, for the next form; no script reads it. Empty: none. */
export function rememberedPhone(cookies: Pick<Cookies, 'get'>): string {
	const phone = cookies.get(name) ?? '';
	return shape.test(phone) ? phone : '';
}

export function rememberPhone(cookies: Cookies, url: URL, phone: string): void {
	cookies.set(name, phone, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: 365 * 86_400,
	});
}

/** At sign-out: the next person at this browser has another number. */
export const forgetPhone = (cookies: Cookies): void => cookies.delete(name, { path: '/' });
