import { fail, redirect } from '@sveltejs/kit';
import { clearPending, pendingIn, sendCode, sentTo } from '#lib/account/code-step.server.ts';
import { safeNext } from '#lib/account/safe-next.ts';
import { codeIn } from '#lib/account/sent-to.ts';
import { rememberPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { outboxIsOpen, platformFor } from '#lib/server/platform.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

const ways = ['phone', 'email', 'wallet'] as const;
type Way = (typeof ways)[number];

const wayOf = (text: FormDataEntryValue | string | null): Way => ways.find((way) => way === text) ?? 'phone';

export const load: PageServerLoad = async (event) => {
	const next = safeNext(event.url.searchParams.get('next'));
	if (event.locals.person) redirect(303, next);
	const asked = event.url.searchParams.get('by');
	const sent = sentTo(event);
	const sentBy: Way | null = sent && (sent.channel === 'sms' ? 'phone' : 'email');
	const way = wayOf(asked ?? sentBy);
	return {
		next,
		way,
		sent: way === sentBy ? sent : null,
		outbox: await outboxIsOpen(event),
		down: event.locals.platformDown,
	};
};

const pageOf = (way: Way, next: string): string => `/sign-in?${new URLSearchParams({ by: way, next })}`;

export const actions: Actions = {
	send: async (event) => {
		const form = await formOf(event.request);
		const way = wayOf(form.get('way'));
		const to = String(form.get('to') ?? pendingIn(event)?.to ?? '').trim();
		try {
			// Anything without an @ is a number to the platform.
			if (way === 'email' && !to.includes('@'))
				return fail(400, { to, fault: { code: 'EMAIL_INVALID', message: '' } });
			await sendCode(event, to);
		} catch (error) {
			return refused(error, { to });
		}
		redirect(303, pageOf(way, safeNext(String(form.get('next')))));
	},
	verify: async (event) => {
		const form = await formOf(event.request);
		const code = codeIn(String(form.get('code') ?? ''));
		const pending = pendingIn(event);
		if (!pending || code === null) return fail(400, { fault: { code: 'CODE_WRONG', message: '' } });
		const json = { to: pending.to, code };
		try {
			await unwrap(platformFor(event).v1['sign-in'].code.verify.$post({ json }));
		} catch (error) {
			return refused(error, {});
		}
		clearPending(event);
		// The next checkout in this browser begins with it.
		if (pending.channel === 'sms') rememberPhone(event, pending.to);
		redirect(303, safeNext(String(form.get('next'))));
	},
	forget: async (event) => {
		const form = await formOf(event.request);
		clearPending(event);
		redirect(303, pageOf(wayOf(form.get('way')), safeNext(String(form.get('next')))));
	},
};
