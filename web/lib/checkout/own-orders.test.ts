import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isOwnOrder, rememberOwnOrder } from './own-orders.ts';

const store = new Map<string, string>();
const storage = {
	getItem: (key: string) => store.get(key) ?? null,
	setItem: (key: string, value: string) => store.set(key, value),
};
const put = (value: unknown) => Object.assign(globalThis, { localStorage: value });
test.before.each(() => {
	store.clear();
	put(storage);
});

const mine = `G${'A'.repeat(55)}`;
const order = {
	eventNo: 3,
	id: '77',
	buyer: `G${'B'.repeat(55)}`,
	tickets: [{ owner: `G${'C'.repeat(55)}` }],
};

test('a stranger with the link is no buyer; the browser that made the order is', () => {
	assert.is(isOwnOrder(order), false);
	rememberOwnOrder(order);
	assert.is(isOwnOrder(order), true);
	assert.is(isOwnOrder({ ...order, eventNo: 4 }), false, 'ids are unique within an event only');
});

test('a wallet that this browser used makes its orders and tickets own', () => {
	store.set('passa.wallets', JSON.stringify([mine]));
	assert.is(isOwnOrder({ ...order, buyer: mine }), true);
	assert.is(isOwnOrder({ ...order, tickets: [{ owner: mine }] }), true);
	assert.is(isOwnOrder(order), false);
});

test('a browser that stores nothing, or something else there, shows it as anybody’s', () => {
	for (const broken of ['{', '"x"', '[1,null]']) {
		store.set('passa.own-orders', broken);
		assert.is(isOwnOrder(order), false);
	}
	const fail = () => {
		throw new Error('denied');
	};
	put({ getItem: fail, setItem: fail });
	rememberOwnOrder(order);
	assert.is(isOwnOrder(order), false);
});

test.run();
