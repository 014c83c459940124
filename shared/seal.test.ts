import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSeal } from './seal.server.ts';

const test = suite('sealing personal data');
const key = randomBytes(32).toString('hex');
const seal = openSeal(key, 'a service');

test('what is sealed opens to the same text', () => {
	fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => seal.open(seal.seal(text)) === text));
});

test('the same text is sealed differently each time, and does not show', () => {
	const [a, b] = [seal.seal('254712345678'), seal.seal('254712345678')].map((s) => Buffer.from(s));
	assert.not.equal(a, b);
	assert.not.ok(a!.includes('254712345678'));
});

test('one changed bit, another key, another owner, or a short text do not open', () => {
	const sealed = seal.seal('254712345678');
	for (let i = 0; i < sealed.length; i++) {
		const changed = sealed.slice();
		changed[i]! ^= 1;
		assert.throws(() => seal.open(changed));
	}
	assert.throws(() => openSeal(randomBytes(32).toString('hex'), 'a service').open(sealed));
	assert.throws(() => openSeal(key, 'another').open(sealed));
	assert.throws(() => seal.open(sealed.slice(0, 20)));
});

test('equal values have equal keys within a kind, and other keys in another kind or with another owner', () => {
	assert.is(seal.keyOf('phone', '1'), seal.keyOf('phone', '1'));
	const others = [
		seal.keyOf('phone', '2'),
		seal.keyOf('email', '1'),
		openSeal(key, 'another').keyOf('phone', '1'),
	];
	for (const other of others) assert.is.not(other, seal.keyOf('phone', '1'));
	assert.match(seal.keyOf('phone', '1'), /^[0-9a-f]{64}$/);
});

test.run();
