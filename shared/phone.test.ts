import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from './errors.ts';
import { kenyanMobile } from './phone.ts';

const test = suite('Kenyan mobile numbers');

const codeOf = (text: string): string => {
	try {
		return kenyanMobile(text);
	} catch (error) {
		return (error as PassaError).code;
	}
};

test('07…, 01…, +254… and 254…, with spaces or dashes, are one number', () => {
	for (const text of [
		'0712345678',
		'+254712345678',
		'254712345678',
		'0712 345 678',
		'0712-345-678',
		'712345678',
	]) {
		assert.is(codeOf(text), '254712345678', text);
	}
	for (const text of ['0112345678', '+254 112 345 678', '254112345678']) {
		assert.is(codeOf(text), '254112345678', text);
	}
});

test('a pasted number may have marks, odd spaces, 00 for +, a 0 in parentheses and other digits', () => {
	for (const text of [
		'\u202A+254 712 345 678\u202C',
		'\u2066+254712345678\u2069',
		'+254\u00A0712\u00A0345\u00A0678',
		'0712\u200B345678',
		'0712\u2011345\u2011678',
		'00254712345678',
		'00 254 712 345 678',
		'000254712345678',
		'+254 (0) 712 345 678',
		'+254 0712 345 678',
		'tel:+254712345678',
		'٠٧١٢٣٤٥٦٧٨',
		'+٢٥٤ ٧١٢ ٣٤٥ ٦٧٨',
	])
		assert.is(codeOf(text), '254712345678', text);
	for (const text of ['00255712345678', '+254 (1) 712 345 678', '\u202A\u202C'])
		assert.is(codeOf(text), 'PHONE_NOT_KENYAN', text);
});

test('numbers of other countries, landlines, service numbers and wrong lengths are refused', () => {
	for (const text of [
		'+255712345678',
		'+14155550123',
		'0202345678',
		'0800720000',
		'07123456789',
		'071234567',
		'0132345678',
	])
		assert.is(codeOf(text), 'PHONE_NOT_KENYAN', text);
});

test('text that is not a number is refused, however long', () => {
	for (const text of [
		'',
		'abc',
		'call 0712345678 now',
		'0712345678 ext 5',
		'0712345678;ext=3',
		'0'.repeat(100_000),
	])
		assert.is(codeOf(text), 'PHONE_NOT_KENYAN');
});

test('a normalised number stays as it is', () => {
	assert.is(kenyanMobile(kenyanMobile('0712345678')), '254712345678');
});

test.run();
