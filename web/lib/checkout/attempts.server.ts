import type { Cookies } from '@sveltejs/kit';
import type { Attempt, KnownOrder } from './attempt.ts';
import type { Line } from './cart.ts';

const name = 'checkout';
const most = 8;
const day = 86_400_000;
/** For so long the same details open the order that was made, and buy nothing else. Then a form makes another order. */
export const sameOrderMs = 15 * 60_000;
const keyShape = /^[\da-f-]{36}$/;
const referenceShape = /^[\w-]{4,16}$/;
const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The newest first. A cookie that somebody changed has no attempts. */
export function attemptsIn(cookies: Pick<Cookies, 'get'>): Attempt[] {
	try {
		const list: unknown = JSON.parse(cookies.get(name) ?? '[]');
		return Array.isArray(list) ? list.map(attemptOf).filter((attempt) => attempt !== null) : [];
	} catch {
		return [];
	}
}

function attemptOf(value: unknown): Attempt | null {
	if (!Array.isArray(value)) return null;
	const [event, key, at, reference, tier, qty, orderedAt, ...beside] = value as unknown[];
	if (!whole(event) || !whole(at) || typeof key !== 'string' || !keyShape.test(key)) return null;
	const known = typeof reference === 'string' && referenceShape.test(reference);
	const order =
		known && whole(tier) && whole(qty) && whole(orderedAt)
			? { reference, tier, qty, at: orderedAt, also: linesIn(beside) }
			: null;
	return { event, key, at, order };
}

/** Other tiers of its cart: tier and number, one after the other. */
function linesIn(numbers: unknown[]): Line[] {
	if (!numbers.every(whole)) return [];
	return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => ({
		tier: numbers[2 * i] as number,
		qty: numbers[2 * i + 1] as number,
	}));
}

/**
 * The attempt that a form continues: the newest at the event, unless its order was made long ago. `another`: the buyer
 * wants more tickets than those of the last order. Null: a new one begins.
 */
export function continued(
	attempts: Attempt[],
	event: number,
	{ now, another }: { now: number; another: boolean },
): Attempt | null {
	const newest = attempts.find((attempt) => attempt.event === event);
	if (!newest) return null;
	if (!newest.order) return now - newest.at < day ? newest : null;
	return !another && now - newest.order.at < sameOrderMs ? newest : null;
}

/** The newest order at the event that this browser knows. */
export const lastOrder = (attempts: Attempt[], event: number): KnownOrder | null =>
	attempts.filter((attempt) => attempt.event === event && attempt.order).map(({ order }) => order)[0] ?? null;

/**
 * The key of a form that was sent. Two tabs that were opened in the same moment hold two keys, and the browser kept one
 * of them: that one counts for both.
 */
export function keyOfForm(attempts: Attempt[], event: string, sent: string): string {
	const known = attempts.some(({ key }) => key === sent);
	return known ? sent : (attempts.find((attempt) => String(attempt.event) === event)?.key ?? sent);
}

/** Keeps the attempt, in place of one with the same key. Only pages of events get the cookie, and no script. */
export function keepAttempt(cookies: Cookies, url: URL, attempt: Attempt): void {
	const others = attemptsIn(cookies).filter(({ key }) => key !== attempt.key);
	const list = [attempt, ...others].slice(0, most).map(({ event, key, at, order }) => {
		if (!order) return [event, key, at];
		const also = order.also.flatMap(({ tier, qty }) => [tier, qty]);
		return [event, key, at, order.reference, order.tier, order.qty, order.at, ...also];
	});
	cookies.set(name, JSON.stringify(list), {
		path: '/events',
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: 30 * 86_400,
	});
}

/** At sign-out: the next person at this browser goes on with nobody's order. */
export const forgetAttempts = (cookies: Cookies): void => cookies.delete(name, { path: '/events' });
