import type { RequestEvent } from '@sveltejs/kit';
import { getLocale } from '../paraglide/runtime.js';
import { platformFor } from '../server/platform.server.ts';
import { answered } from '../unwrap.ts';
import type { SentTo } from './form-state.ts';

/** `to` as it was written. */
type Pending = SentTo & { to: string };

const name = 'code';

/**
 * Sends a code and remembers where to, until it is over: whoever goes to look at the message finds the page as it was, with
 * or without JavaScript, and no number stands in an address. The cookie goes to this page only.
 */
export async function sendCode(event: RequestEvent, to: string): Promise<void> {
	const language = getLocale() === 'sw' ? 'sw' : 'en';
	const sent = await answered(platformFor(event).v1['sign-in'].code.$post({ json: { to, language } }));
	const pending: Pending = { to, label: sent.to, channel: sent.channel, expiresAt: sent.expiresAt };
	event.cookies.set(name, JSON.stringify(pending), {
		path: event.url.pathname,
		httpOnly: true,
		sameSite: 'lax',
		secure: event.url.protocol === 'https:',
		expires: new Date(sent.expiresAt),
	});
}

export function pendingIn({ cookies }: Pick<RequestEvent, 'cookies'>): Pending | null {
	try {
		const kept = JSON.parse(cookies.get(name) ?? 'null') as Partial<Pending> | null;
		const whole =
			kept && [kept.to, kept.label, kept.channel, kept.expiresAt].every((v) => typeof v === 'string');
		return whole ? (kept as Pending) : null;
	} catch {
		return null;
	}
}

export function sentTo(event: Pick<RequestEvent, 'cookies'>): SentTo | null {
	const pending = pendingIn(event);
	if (!pending) return null;
	const { label, channel, expiresAt } = pending;
	return { label, channel, expiresAt };
}

export const forgetPending = ({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>): void =>
	cookies.delete(name, { path: url.pathname, secure: url.protocol === 'https:' });
