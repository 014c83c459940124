import type { RequestEvent } from '@sveltejs/kit';
import { getLocale } from '../paraglide/runtime.js';
import { deviceToken } from '../server/device.server.ts';
import { platformFor } from '../server/platform.server.ts';
import { unwrap } from '../unwrap.ts';
import { type SentTo, sentBefore } from './sent-to.ts';

/** `to`: the number or address as the person wrote it. */
type Pending = SentTo & { to: string };

const name = 'code';

/**
 * Sends a code and remembers its receiver in a cookie until the code expires. So the page still asks for the code when
 * the person returns from the message, even without JavaScript. No URL holds a number. Only this page gets the cookie.
 */
export async function sendCode(event: RequestEvent, to: string): Promise<void> {
	// The code belongs to this browser, wherever it is entered.
	await deviceToken(event);
	const language = getLocale() === 'sw' ? 'sw' : 'en';
	const sent = await unwrap(platformFor(event).v1['sign-in'].code.$post({ json: { to, language } }));
	const { channel, digits, expiresAt } = sent;
	const pending: Pending = { to, label: sent.to, channel, digits, expiresAt, before: sentBefore(sent) };
	event.cookies.set(name, JSON.stringify(pending), {
		path: event.url.pathname,
		httpOnly: true,
		sameSite: 'lax',
		secure: event.url.protocol === 'https:',
		expires: new Date(expiresAt),
	});
}

export function pendingIn({ cookies }: Pick<RequestEvent, 'cookies'>): Pending | null {
	try {
		const kept = JSON.parse(cookies.get(name) ?? 'null') as Partial<Pending> | null;
		const complete =
			kept &&
			[kept.to, kept.label, kept.channel, kept.expiresAt].every((v) => typeof v === 'string') &&
			(kept.digits === 6 || kept.digits === 16);
		return complete ? (kept as Pending) : null;
	} catch {
		return null;
	}
}

export function sentTo(event: Pick<RequestEvent, 'cookies'>): SentTo | null {
	const pending = pendingIn(event);
	if (!pending) return null;
	const { to: _, ...sent } = pending;
	return sent;
}

export const clearPending = ({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>): void =>
	cookies.delete(name, { path: url.pathname, secure: url.protocol === 'https:' });
