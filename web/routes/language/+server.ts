import { error, redirect } from '@sveltejs/kit';
import { safeNext } from '#lib/account/safe-next.ts';
import { cookieMaxAge, cookieName, isLocale } from '#lib/paraglide/runtime.js';
import { formOf } from '#lib/server/form-of.ts';
import type { RequestHandler } from './$types';

/** Stores the chosen language and goes back to the page. Works without scripts. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const form = await formOf(request);
	const locale = form.get('locale');
	if (!isLocale(locale)) error(400, 'unknown language');
	// Not personal: scripts read it to show the same language.
	cookies.set(cookieName, locale, {
		path: '/',
		maxAge: cookieMaxAge,
		httpOnly: false,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
	});
	redirect(303, safeNext(form.get('next')?.toString(), '/'));
};
