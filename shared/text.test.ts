import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanText, cutText, readWords, textFault, visibleText } from './text.ts';

const test = suite('words from people');

test('direction marks, zero-width characters, controls and halves of emoji are not kept', () => {
	const cases: [string, string][] = [
		['35 \u202E% 53', '35 % 53'],
		['\u2066name\u2069\u200F', 'name'],
		['a\u200Bb\uFEFFc\u2060d\u00ADe', 'abcde'],
		['a\u200Db', 'ab'],
		['bell\u0007 nul\u0000', 'bell nul'],
		['cut \uD83D', 'cut '],
		['\uFFFE\u{E0041}x\uFFFC', 'x'],
		['\u3164\u2800x', '  x'],
	];
	for (const [text, kept] of cases) assert.is(cleanText(text), kept, JSON.stringify(text));
});

test('letters come in their composed form, and spaces are one kind', () => {
	assert.is(cleanText('Wamu\u0303'), 'Wam\u0169');
	assert.is(cleanText('a\u00A0b\u2009c\td'), 'a b c d');
	assert.is(cleanText(`z${'\u0301'.repeat(50)}`).length, 5);
});

test('line breaks stay only where a field has lines', () => {
	const text = 'a\r\nb\u2028c\u000Bd\re';
	assert.is(cleanText(text), 'a b c d e');
	assert.is(cleanText(text, { lines: true }), 'a\nb\nc\nd\ne');
});

test('joiners stay where scripts and emoji need them', () => {
	for (const text of ['👩‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '❤️', '🇰🇪', '👍🏽', 'می‌خواهم', 'क्‍ष', 'ng’ombe'])
		assert.is(cleanText(text), text);
});

test('cleaning again changes nothing, whatever the text', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(undefined, true as const), (text, lines) => {
			const once = cleanText(text, lines ? { lines } : {});
			assert.is(cleanText(once, lines ? { lines } : {}), once);
			assert.ok(once.isWellFormed());
			assert.not.match(once, /[\u202A-\u202E\u2066-\u2069\u200E\u200F\0]/);
		}),
	);
});

test('length is counted in characters as people see them, and what is too long is named, not cut', () => {
	assert.is(textFault('x'.repeat(64), { most: 64 }), null);
	assert.is(textFault('x'.repeat(65), { most: 64 }), 'TEXT_TOO_LONG');
	assert.is(textFault('👩‍👩‍👧'.repeat(64), { most: 64 }), null);
	assert.is(textFault('👩‍👩‍👧'.repeat(65), { most: 64 }), 'TEXT_TOO_LONG');
	assert.is(textFault(`👩${'‍👩'.repeat(400)}`, { most: 64 }), 'TEXT_TOO_LONG', 'one character without end');
});

test('a field that must be filled says whether it is empty or too long', () => {
	const rule = { most: 5 };
	assert.equal(readWords(' \u202Eab\u200B ', rule), { text: 'ab', fault: null });
	assert.is(readWords('\u202E \u200B', rule).fault, 'TEXT_MISSING');
	assert.is(readWords('abcdef', rule).fault, 'TEXT_TOO_LONG');
});

test('evidence shows in full what nobody sees', () => {
	assert.is(visibleText('{"name": "35 \u202E% 53"}\n'), '{"name": "35 \\u202e% 53"}\n');
	const odd = '\u200B\u{E0041}\0x';
	assert.is(JSON.parse(`"${visibleText(odd)}"`), odd, 'JSON stays JSON, and the same');
});

test('a cut falls between characters, never within an emoji', () => {
	assert.is(cutText('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2), '👩‍👩‍👧…');
	assert.is(cutText('short', 5), 'short');
	assert.is(cutText('two words', 5), 'two…');
});

test.run();
