import type { Cookies } from '@sveltejs/kit';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forgetOrders, rememberedOrders, rememberedToken, rememberOrder } from './order-cookies.server.ts';

type Kept = { value: string; path: string; httpOnly?: boolean; secure?: boolean; sameSite?: unknown };

/** A browser's cookies as the page at one path sees them. */
function browser(at = '/') {
	const kept = new Map<string, Kept>();
	const cookies = {
		get: (name: string) => {
			const found = kept.get(name);
			return found && at.startsWith(found.path) ? found.value : undefined;
		},
		set: (name: string, value: string, options: Omit<Kept, 'value'>) => {
			kept.set(name, { value, ...options });
		},
		delete: (name: string, { path }: { path: string }) => {
			if (kept.get(name)?.path === path) kept.delete(name);
		},
	} as unknown as Cookies;
	return { kept, cookies, go: (path: string) => (at = path) };
}

const plain = new URL('http://127.0.0.1:3000/events/1/checkout');
const secure = new URL('https://passa.example/events/1/checkout');

test("an order's token is sent to its own pages only, and no script reads it", () => {
	const { kept, cookies, go } = browser();
	rememberOrder(cookies, secure, 'K7QW3MN2PX', 'token');
	assert.is(rememberedToken(cookies, 'K7QW3MN2PX'), undefined);
	go('/pay/K7QW3MN2PX/state');
	assert.is(rememberedToken(cookies, 'K7QW3MN2PX'), 'token');
	const { httpOnly, secure: onlyTls, sameSite } = kept.get('order_K7QW3MN2PX')!;
	assert.equal({ httpOnly, onlyTls, sameSite }, { httpOnly: true, onlyTls: true, sameSite: 'lax' });
});

test('without TLS the cookie is kept, and is not marked Secure', () => {
	const { kept, cookies } = browser();
	rememberOrder(cookies, plain, 'K7QW3MN2PX', 'token');
	assert.is(kept.get('order_K7QW3MN2PX')!.secure, false);
});

test('the newest eighty orders are remembered, each once, and no token with them', () => {
	const { kept, cookies } = browser();
	for (let i = 0; i < 90; i++) rememberOrder(cookies, plain, `ORDER${10 + i}`, `token${i}`);
	rememberOrder(cookies, plain, 'ORDER25', 'token');
	const remembered = rememberedOrders(cookies);
	assert.is(remembered.length, 80);
	assert.equal(remembered.slice(0, 3), ['ORDER25', 'ORDER99', 'ORDER98']);
	assert.is(new Set(remembered).size, 80);
	assert.not.match(kept.get('orders')!.value, /token/);
});

test('entries of the list that are not references are left out', () => {
	const { kept, cookies } = browser();
	kept.set('orders', { value: 'K7QW3MN2PX.../../x.<b>.AB', path: '/' });
	assert.equal(rememberedOrders(cookies), ['K7QW3MN2PX']);
});

test('at sign-out the account’s orders leave the browser, and those of a guest stay', () => {
	const { cookies, go } = browser();
	rememberOrder(cookies, plain, 'GUESTORDER', 'guest');
	rememberOrder(cookies, plain, 'K7QW3MN2PX', 'own');
	forgetOrders(cookies, plain, ['K7QW3MN2PX', 'MADEONAPHONE']);
	assert.equal(rememberedOrders(cookies), ['GUESTORDER']);
	go('/pay/K7QW3MN2PX');
	assert.is(rememberedToken(cookies, 'K7QW3MN2PX'), undefined);
	go('/pay/GUESTORDER');
	assert.is(rememberedToken(cookies, 'GUESTORDER'), 'guest', 'control');
});

test.run();
