import { fail, redirect } from '@sveltejs/kit';
import { clearPending, pendingIn, sendCode, sentTo } from '#lib/account/code-step.server.ts';
import { deviceName } from '#lib/account/device-name.ts';
import { safeNext } from '#lib/account/safe-next.ts';
import { forgetAttempts } from '#lib/checkout/attempts.server.ts';
import { forgetPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { ownOrders } from '#lib/checkout/mpesa/order-access.server.ts';
import { forgetOrders } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { forgetPhoneProof } from '#lib/checkout/mpesa/phone-code.server.ts';
import { cookieMaxAge, cookieName, isLocale } from '#lib/paraglide/runtime.js';
import { signedOutCookie } from '#lib/pass/signed-out.ts';
import { actFor } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { outboxIsOpen, platformFor } from '#lib/server/platform.server.ts';
import { acceptedIn, runningEventsOf } from '#lib/server/running-events.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import type { RunningEvent } from '#lib/text/running-event.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const kinds = ['phone', 'email', 'wallet'] as const;
type Kind = (typeof kinds)[number];
const kindOf = (text: FormDataEntryValue | string | null): Kind | null =>
	kinds.find((kind) => kind === text) ?? null;

export const load: PageServerLoad = async (event) => {
	const { roles, since, identities, organizer, wallets, publications } = signedIn(event);
	const [{ items }, running] = await Promise.all([
		unwrap(platformFor(event).v1.sessions.$get()),
		organizer ? runningEventsOf(wallets, publications, Date.now()) : noEvents(wallets),
	]);
	const sent = sentTo(event);
	return {
		me: { roles, since, identities, organizer },
		running,
		sessions: items.map(({ id, current, device, since }) => ({
			id,
			current,
			device: deviceName(device),
			since,
		})),
		adding: kindOf(event.url.searchParams.get('add')),
		next: nextOf(event.url.searchParams.get('next')),
		sent,
		done: event.url.searchParams.get('done'),
		outbox: await outboxIsOpen(event),
	};
};

/** A fan publishes nothing. */
const noEvents = (wallets: string[]): Record<string, RunningEvent[] | null> =>
	Object.fromEntries(wallets.map((wallet) => [wallet, []]));

/** Where a person goes back to; null: nowhere else. */
const nextOf = (next: FormDataEntryValue | string | null): string | null =>
	safeNext(typeof next === 'string' ? next : null, '') || null;

function addPage(way: Kind, form: FormData): string {
	const next = nextOf(form.get('next'));
	return `/account?${new URLSearchParams({ add: way, ...(next ? { next } : {}) })}`;
}

/** Changes the account and goes back to its page, or to the one that sent here; a refusal is shown there. */
async function change(event: RequestEvent, done: string, work: (form: FormData) => Promise<unknown>) {
	const form = await formOf(event.request);
	try {
		await work(form);
	} catch (error) {
		return refused(error, { to: '' });
	}
	redirect(303, nextOf(form.get('next')) ?? `/account?done=${done}`);
}

const idIn = (form: FormData) => ({ param: { id: String(form.get('id')) } });

export const actions: Actions = {
	signOut: async (event) => {
		// Asked before, since only a session reads them.
		const own = (await ownOrders(event)).items.map(({ reference }) => reference);
		await unwrap(platformFor(event).v1['sign-out'].$post());
		forgetPhoneProof(event);
		forgetPhone(event);
		forgetAttempts(event.cookies);
		forgetOrders(event.cookies, event.url, own);
		if (event.locals.person) actFor(event, event.locals.person.account);
		const secure = event.url.protocol === 'https:';
		const shown = { path: '/', httpOnly: false, sameSite: 'lax', secure, maxAge: 180 * 86_400 } as const;
		event.cookies.set(signedOutCookie, '1', shown);
		redirect(303, '/');
	},
	unlink: (event) =>
		change(event, 'removed', (form) =>
			unwrap(platformFor(event).v1.me.identities[':id'].$delete({ ...idIn(form), query: acceptedIn(form) })),
		),
	revoke: (event) =>
		change(event, 'revoked', (form) => unwrap(platformFor(event).v1.sessions[':id'].$delete(idIn(form)))),
	send: async (event) => {
		const form = await formOf(event.request);
		const to = String(form.get('to') ?? pendingIn(event)?.to ?? '').trim();
		const way = kindOf(form.get('way')) ?? 'phone';
		const invalid = way === 'email' && !to.includes('@');
		if (invalid) return fail(400, { to, fault: { code: 'EMAIL_INVALID', message: '' } });
		try {
			await sendCode(event, to);
		} catch (error) {
			return refused(error, { to });
		}
		redirect(303, addPage(way, form));
	},
	verify: (event) =>
		change(event, 'linked', async (form) => {
			const json = {
				to: pendingIn(event)?.to ?? '',
				code: String(form.get('code') ?? '').replace(/\s/g, ''),
			};
			await unwrap(platformFor(event).v1.me.identities.code.$post({ json }));
			clearPending(event);
		}),
	forget: async (event) => {
		const form = await formOf(event.request);
		clearPending(event);
		redirect(303, addPage(kindOf(form.get('way')) ?? 'phone', form));
	},
	language: async (event) => {
		const wanted = (await formOf(event.request)).get('language');
		if (isLocale(wanted)) {
			event.cookies.set(cookieName, wanted, {
				path: '/',
				maxAge: cookieMaxAge,
				httpOnly: false,
				sameSite: 'lax',
			});
		}
		redirect(303, '/account');
	},
};
