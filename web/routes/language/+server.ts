import { error, redirect } from '@sveltejs/kit';
import { safeNext } from '#lib/account/next.ts';
import { cookieMaxAge, cookieName, isLocale } from '#lib/paraglide/runtime.js';
import type { RequestHandler } from './$types';

/** Keeps the language that was chosen, and goes back to the page it was chosen on. Works without scripts. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const form = await request.formData();
	const locale = form.get('locale');
	if (!isLocale(locale)) error(400, 'unknown language');
	// Nothing about a person: scripts may read it, as they do to speak the same language.
	cookies.set(cookieName, locale, {
		path: '/',
		maxAge: cookieMaxAge,
		httpOnly: false,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
	});
	redirect(303, safeNext(form.get('next')?.toString(), '/'));
};
