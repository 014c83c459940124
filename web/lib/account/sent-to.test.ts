import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeIn, sentBefore } from './sent-to.ts';

const test = suite('a code as a person types it');

test('has six digits or sixteen, with spaces anywhere, and nothing else', () => {
	for (const [text, code] of [
		['123456', '123456'],
		[' 123 456 ', '123456'],
		['1234 5678 9012 3456', '1234567890123456'],
		['12345', null],
		['1234567', null],
		['123456789012345', null],
		['12345678901234567', null],
		['12345a', null],
		['', null],
	] as const)
		assert.is(codeIn(text), code, text);
});

test('one that is on the phone already says since when; one that this request sent does not', () => {
	const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
	assert.is(sentBefore({ sentAt: ago(5) }), null);
	const earlier = ago(3600);
	assert.is(sentBefore({ sentAt: earlier }), earlier);
});

test.run();
