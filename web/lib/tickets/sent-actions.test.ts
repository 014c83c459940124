import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forgetAction, keepAction, sentFrom } from './sent-actions.ts';

const sent = { envelope: 'AAAA', page: '/orders/1/tickets/1', sentAt: 1000 };
const use = (storage: object) =>
	Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });

test('a page finds what it sent until its end is known, and for a day', () => {
	const kept = new Map<string, string>();
	use({
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
	});
	keepAction(sent);
	assert.equal(sentFrom(sent.page, 2000), sent);
	assert.is(sentFrom('/orders/1/tickets/2', 2000), null);
	assert.is(sentFrom(sent.page, 90_000_000), null);
	forgetAction(sent, 2000);
	assert.is(sentFrom(sent.page, 2000), null);
});

test('a browser that keeps nothing, or something else, stops no page', () => {
	use({ getItem: () => '{"x":1}', setItem: () => assert.unreachable });
	assert.is(sentFrom(sent.page, 2000), null);
	const refuse = () => {
		throw new Error('SecurityError');
	};
	use({ getItem: refuse, setItem: refuse });
	keepAction(sent);
	assert.is(sentFrom(sent.page, 2000), null);
});

test.run();
