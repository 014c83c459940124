import { redirect } from '@sveltejs/kit';
import encodeQR from 'qr';
import { safeNext } from '#lib/account/safe-next.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const page = '/account/security';
const factorsOf = (event: RequestEvent) => platformFor(event).v1.me.factors;

export const load: PageServerLoad = async (event) => {
	signedIn(event);
	event.setHeaders({ 'cache-control': 'no-store' });
	const { url } = event;
	return {
		factors: await unwrap(factorsOf(event).$get()),
		reset: await unwrap(platformFor(event).v1.me['factor-reset'].$get()),
		passkeys: (await unwrap(platformFor(event).v1.me.passkeys.$get())).items,
		done: url.searchParams.get('done'),
		/** Where somebody came from who has to show a code. */
		next: url.searchParams.has('next') ? safeNext(url.searchParams.get('next'), page) : null,
	};
};

const textIn = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
type App = { secret: string; address: string };
/** With the QR code that another phone scans. */
const withPicture = (app: App): App & { picture: string } => ({
	...app,
	picture: app.address.length < 400 ? encodeQR(app.address, 'svg', { border: 2 }) : '',
});
/** Where somebody goes on afterwards. A page without scripts has lost its query by now. */
const nextIn = (form: FormData): string | null =>
	form.has('next') ? safeNext(textIn(form, 'next'), page) : null;
const nothing = { app: null, codes: null, next: null as string | null };

export const actions: Actions = {
	/** What the app is given. It is shown on this answer alone. */
	begin: async (event) => {
		const next = nextIn(await formOf(event.request));
		try {
			return { ...nothing, next, app: withPicture(await unwrap(factorsOf(event).totp.$post())), fault: null };
		} catch (error) {
			return refused(error, { ...nothing, next });
		}
	},
	confirm: async (event) => {
		const form = await formOf(event.request);
		const next = nextIn(form);
		// The page goes on showing what the app was given, also after a wrong code.
		const app = withPicture({ secret: textIn(form, 'secret'), address: textIn(form, 'address') });
		try {
			const json = { code: textIn(form, 'code').replace(/\s/g, '').padEnd(6) };
			const { codes } = await unwrap(factorsOf(event).totp.confirm.$post({ json }));
			return { ...nothing, next, codes, fault: null };
		} catch (error) {
			return refused(error, { ...nothing, next, app });
		}
	},
	show: async (event) => {
		const form = await formOf(event.request);
		const next = nextIn(form);
		try {
			await unwrap(factorsOf(event).show.$post({ json: { code: textIn(form, 'code').padEnd(6) } }));
		} catch (error) {
			return refused(error, { ...nothing, next });
		}
		redirect(303, next ?? `${page}?done=shown`);
	},
	renew: async (event) => {
		try {
			const { codes } = await unwrap(factorsOf(event)['recovery-codes'].$post());
			return { ...nothing, codes, fault: null };
		} catch (error) {
			return refused(error, nothing);
		}
	},
	/** From any session: to stop it does no harm. */
	stopReset: async (event) => {
		try {
			await unwrap(platformFor(event).v1.me['factor-reset'].$delete());
		} catch (error) {
			return refused(error, nothing);
		}
		redirect(303, page);
	},
	remove: async (event) => {
		try {
			await unwrap(factorsOf(event).$delete());
		} catch (error) {
			return refused(error, nothing);
		}
		redirect(303, `${page}?done=removed`);
	},
};
