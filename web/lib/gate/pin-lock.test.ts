import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isSignedBy, sign } from '#shared/pass/p256.ts';
import {
	isEasyPin,
	isPin,
	mostWrong,
	newDeviceKey,
	noTries,
	oneMore,
	type Tries,
	unwrapKey,
	waitFor,
} from './pin-lock.ts';

test("a device's key is opened by its PIN and by no other, and can then only sign", async () => {
	const { publicKey, wrapped } = await newDeviceKey('481516');
	assert.is(await unwrapKey(wrapped, '481517'), null);
	const opened = await unwrapKey(wrapped, '481516');
	const message = new TextEncoder().encode('a scan');
	assert.ok(await isSignedBy(publicKey, await sign(opened!, message), message));
	assert.is(opened!.extractable, false);
});

test('two devices with one PIN share no key, so that a guess at one says nothing of the other', async () => {
	const [one, other] = [await newDeviceKey('481516'), await newDeviceKey('481516')];
	assert.not.equal(one.wrapped.salt, other.wrapped.salt);
	assert.is(await unwrapKey({ ...one.wrapped, salt: other.wrapped.salt }, '481516'), null);
});

test('wrong PINs are slowed down more and more', () => {
	let tries: Tries = noTries;
	const waited: number[] = [];
	for (let i = 0; i < mostWrong; i++) {
		tries = oneMore(tries, 1_000);
		waited.push(waitFor(tries, 1_000));
	}
	assert.equal(
		waited,
		[...waited].sort((a, b) => a - b),
	);
	assert.is(waited[0], 0);
	assert.ok(waited.reduce((sum, each) => sum + each) > 20 * 60_000);
	assert.is(waitFor(tries, 1_000 + waited.at(-1)!), 0);
});

test('a clock that was set back keeps nobody out for days', () => {
	const tries = oneMore({ wrong: 8, nextAt: 0 }, 1e12);
	assert.is(waitFor(tries, 1e12 - 30 * 86_400_000), 600_000);
});

test('a PIN has six digits, and those that are tried first are refused', () => {
	for (const pin of ['12345', '1234567', '12345a', '', '１２３４５６']) assert.not.ok(isPin(pin), pin);
	for (const pin of ['000000', '123456', '654321', '012345']) assert.ok(isEasyPin(pin), pin);
	assert.not.ok(isEasyPin('481516'));
});

test.run();
