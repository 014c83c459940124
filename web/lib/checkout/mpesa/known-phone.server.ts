import type { RequestEvent } from '@sveltejs/kit';
import { platformFor } from '../../server/platform.server.ts';
import { unwrap } from '../../unwrap.ts';

const cookie = 'own_phone';
const days = 180;
/** As the relayer writes it. */
const shape = /^254[17]\d{8}$/;

/** 254712345678 → 0712 345 678, as people in Kenya write it. */
const localForm = (phone: string): string => phone.replace(/^254(\d{3})(\d{3})(\d{3})$/, '0$1 $2 $3');

/**
 * The number that a form shows, so that nobody types it twice: of the last order in this browser, else the one that signs
 * the person in. Empty if none is known. No script can read the cookie.
 */
export async function knownPhone(event: RequestEvent): Promise<string> {
	const remembered = event.cookies.get(cookie) ?? '';
	if (shape.test(remembered)) return localForm(remembered);
	const hasOwn = event.locals.person?.identities.some(({ kind }) => kind === 'phone');
	if (!hasOwn) return '';
	const { phone } = await unwrap(platformFor(event).v1.me.phone.$get()).catch(() => ({ phone: null }));
	return phone ? localForm(phone) : '';
}

/** Keeps the number of an order that was made. `typed` is as the person wrote it. */
export function rememberPhone({ cookies, url }: RequestEvent, typed: string): void {
	const digits = typed.replace(/\D/g, '').replace(/^(00)?254|^0/, '');
	const phone = `254${digits}`;
	if (!shape.test(phone)) return;
	const secure = url.protocol === 'https:';
	cookies.set(cookie, phone, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: days * 86_400 });
}

/** At sign-out: the next person at this browser has another number. */
export const forgetPhone = ({ cookies }: RequestEvent): void => cookies.delete(cookie, { path: '/' });
