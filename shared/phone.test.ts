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
