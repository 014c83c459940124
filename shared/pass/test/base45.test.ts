import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromBase45, toBase45 } from '../base45.ts';

const test = suite('base45');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the examples of RFC 9285', () => {
	for (const [text, base45] of [
		['AB', 'BB8'],
		['Hello!!', '%69 VD92EX0'],
		['base-45', 'UJCLQE7W581'],
		['ietf!', 'QED8WEX0'],
	] as const) {
		assert.is(toBase45(bytesOf(text)), base45);
		assert.equal(fromBase45(base45), bytesOf(text));
	}
});

test('any bytes come back', () => {
	fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.equal(fromBase45(toBase45(bytes)), bytes)));
});

test('a text that is none has no bytes, and one that has bytes is the only one of them', () => {
	for (const text of ['A', 'GGW', ':::', ':::::', '::', 'bb8', 'ü00', '😀'])
		assert.is(fromBase45(text), null, text);
	const letters = fc.string({ unit: fc.constantFrom(...'0123456789ABCXYZ $%*+-./:') });
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: 'binary' }), letters), (text) => {
			const bytes = fromBase45(text);
			if (bytes) assert.is(toBase45(bytes), text);
		}),
	);
});

test.run();
