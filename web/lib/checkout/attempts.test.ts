import type { Cookies } from '@sveltejs/kit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Attempt } from './attempt.ts';
import { attemptsIn, continued, keepAttempt, keyOfForm, lastOrder, sameOrderMs } from './attempts.server.ts';

const test = suite('attempts to buy');
const now = Date.parse('2026-12-01T17:00:00Z');
const key = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const order = (at: number) => ({ reference: 'K7QW3MN2PX', tier: 1, qty: 2, at, also: [] });
const attempt = (n: number, more: Partial<Attempt> = {}): Attempt => ({
	event: 1,
	key: key(n),
	at: now,
	order: null,
	...more,
});

/** A browser's cookies. */
function jar(value?: string) {
	let kept = value;
	const cookies = {
		get: () => kept,
		set: (_: string, text: string) => {
			kept = text;
		},
	} as unknown as Cookies;
	return cookies;
}
const url = new URL('https://passa.test/events/1/checkout');

test('a form that was opened again, in any tab, goes on with the same key', () => {
	const cookies = jar();
	keepAttempt(cookies, url, attempt(1));
	const again = continued(attemptsIn(cookies), 1, { now, another: false });
	assert.is(again?.key, key(1));
	// The control: another event has an attempt of its own.
	assert.is(continued(attemptsIn(cookies), 2, { now, another: false }), null);
});

test('once its order is known, the same form opens that order for a quarter of an hour, and then makes another', () => {
	const made = [attempt(1, { order: order(now) })];
	const at = (ms: number, another = false) => continued(made, 1, { now: now + ms, another })?.key;
	assert.is(at(0), key(1));
	assert.is(at(sameOrderMs - 1), key(1));
	assert.is(at(sameOrderMs), undefined);
	// A buyer who says so orders more at once.
	assert.is(at(0, true), undefined);
});

test('an attempt without an order survives a reload of the page for more tickets', () => {
	const list = [attempt(2), attempt(1, { order: order(now) })];
	assert.is(continued(list, 1, { now, another: true })?.key, key(2));
	assert.is(continued(list, 1, { now: now + 2 * 86_400_000, another: true }), null);
});

test('two tabs of one moment hold two keys: the one that the browser kept counts for both', () => {
	const kept = [attempt(2)];
	assert.is(keyOfForm(kept, '1', key(1)), key(2));
	assert.is(keyOfForm(kept, '1', key(2)), key(2));
	// Without cookies the form's own key counts; so does an older one that is still known.
	assert.is(keyOfForm([], '1', key(1)), key(1));
	assert.is(keyOfForm([attempt(3), attempt(1)], '1', key(1)), key(1));
});

test('the last order is named by event', () => {
	const cookies = jar();
	keepAttempt(cookies, url, attempt(1, { order: order(now) }));
	keepAttempt(cookies, url, attempt(2));
	keepAttempt(cookies, url, attempt(3, { event: 2 }));
	assert.equal(lastOrder(attemptsIn(cookies), 1), order(now));
	assert.is(lastOrder(attemptsIn(cookies), 2), null);
});

test('the last order of a cart is kept with its other tiers', () => {
	const cookies = jar();
	const cart = {
		...order(now),
		also: [
			{ tier: 0, qty: 3 },
			{ tier: 4, qty: 1 },
		],
	};
	keepAttempt(cookies, url, attempt(1, { order: cart }));
	assert.equal(lastOrder(attemptsIn(cookies), 1), cart);
});

test('a cookie that somebody wrote has no attempts', () => {
	for (const text of ['', 'x', '{}', '[1]', '[[1,"short",1]]', `[["1","${key(1)}",1]]`, '[null]'])
		assert.equal(attemptsIn(jar(text)), [], text);
	const strange = `[[1,"${key(1)}",1,"../../x",1,1,1]]`;
	assert.is(attemptsIn(jar(strange))[0]?.order, null);
});

test('a browser keeps the newest eight', () => {
	const cookies = jar();
	for (let n = 0; n < 10; n++) keepAttempt(cookies, url, attempt(n, { event: n }));
	assert.equal(
		attemptsIn(cookies).map(({ event }) => event),
		[9, 8, 7, 6, 5, 4, 3, 2],
	);
});

test.run();
