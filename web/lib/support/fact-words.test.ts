import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { factNames } from '#relayer/case-facts.ts';
import { factWords } from './fact-words.ts';

const words = (name: string, text: string, locale = 'en'): string => {
	const { name: label, value } = factWords(name, text, locale);
	return `${label}: ${value}`;
};

test('each fact that the relayer writes has a name of its own, and none is a raw key', () => {
	const names = factNames.map((name) => factWords(name, '', 'en').name);
	assert.is(new Set(names).size, factNames.length);
	for (const name of names) assert.not.match(name, /[a-z][A-Z]|_/);
});

test('amounts, moments and codes of facts are words', () => {
	assert.is(words('amount', '250000'), 'Amount: KES 2,500');
	assert.is(words('lastRead', 'never'), 'Statement last read: never');
	assert.match(words('waitingSince', '2026-11-29T21:30:00.000Z'), /Monday,? 30 November 2026, 00:30$/);
	assert.match(words('batch', 'CABC 0 7'), /lane 0.*7/);
	assert.is(words('message', 'callback'), 'Message: M-Pesa called back (unsigned)');
	assert.is(words('provider', 'mpesa'), 'Provider: M-Pesa');
	assert.not.match(words('why', 'TYPE_UNKNOWN'), /_/);
	assert.is(words('amount', 'odd'), 'Amount: odd');
});

test('a fact from a newer server is spelled out', () => {
	assert.is(words('leastLeft', '12'), 'Least left: 12');
	assert.match(words('seenAt', '2026-11-29T09:30:00Z'), /^Seen at: .*12:30$/);
	assert.is(words('constructor', 'x'), 'Constructor: x');
});

test.run();
