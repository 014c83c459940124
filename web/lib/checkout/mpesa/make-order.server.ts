import { createHash } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import type { NewOrder } from '#relayer/client.ts';
import type { PassaError } from '#shared/errors.ts';
import { sessionToken } from '../../server/session.server.ts';
import { unwrap } from '../../unwrap.ts';
import { attemptsIn, keepAttempt } from '../attempts.server.ts';
import type { Line } from '../cart.ts';
import { messageLanguage } from '../contact-form.server.ts';
import { methodCookie } from '../method.ts';
import { rememberPhone } from './known-phone.server.ts';
import { rememberOrder } from './order-cookies.server.ts';
import { relayerForBuyer } from './phone-code.server.ts';

export type Wanted = Pick<NewOrder, 'event' | 'tier' | 'qty' | 'phone' | 'contact'> & { also: Line[] };

/** The key of an order with other details. It is derived, so that pressing again after a lost answer uses the same one. */
export function nextKey(
	key: string,
	{ tier, qty, also, phone }: Pick<Wanted, 'tier' | 'qty' | 'also' | 'phone'>,
): string {
	const lines = also.map((line) => `${line.tier}:${line.qty}`);
	const details = [key, tier, qty, ...lines, phone.replace(/\D/g, '').slice(-9)].join(' ');
	const hex = createHash('sha256').update(details).digest('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
		'-',
	);
}

/**
 * Orders by M-Pesa, and lets the browser remember the order, the phone and the way of paying. A key makes one order: used
 * again with the same details, it opens that order. With other details it makes another order only if the browser
 * knows the first. Returns the order's reference. Throws PassaError.
 */
export async function makeOrder(event: RequestEvent, wanted: Wanted, key: string): Promise<string> {
	const { cookies, url } = event;
	const session = await sessionToken(event);
	const relayer = await relayerForBuyer(event, session, session);
	const order = (idempotencyKey: string) =>
		unwrap(relayer.v1.orders.$post({ json: { ...wanted, language: messageLanguage(), idempotencyKey } }));
	const first = attemptsIn(cookies).find((attempt) => attempt.key === key)?.order;
	let used = key;
	const made = await order(key).catch((error: unknown) => {
		if (!first || (error as PassaError).code !== 'IDEMPOTENCY_MISMATCH') throw error;
		used = nextKey(key, wanted);
		return order(used);
	});
	const { reference, eventNo, tier, qty, cart } = made.order;
	const also = (cart?.lines ?? []).filter((line) => line.reference !== reference);
	rememberOrder(cookies, url, reference, made.token);
	rememberPhone(event, wanted.phone);
	const at = Date.parse(made.order.createdAt);
	keepAttempt(cookies, url, { event: eventNo, key: used, at, order: { reference, tier, qty, at, also } });
	const { name, ...options } = methodCookie;
	cookies.set(name, 'mpesa', { ...options, httpOnly: false, secure: false });
	return reference;
}
