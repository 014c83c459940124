import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readWallWords, wallNameRule, wallTextRule } from './wall-words.ts';

const faultOf = (text: string) => readWallWords(text, wallTextRule).fault;

test('what people write for a wall passes, with emoji, prices and full stops', () => {
	for (const text of [
		'Nairobi, tuko pamoja! 🎺🎺',
		'Best night of 2026... wow',
		'KES 1.500 well spent. Asante',
		'7.30pm!',
	])
		assert.is(faultOf(text), null, text);
});

test('no link passes, however it is written', () => {
	const links = [
		'see https://evil.example/x',
		'HTTP://evil',
		'www.evil',
		'evil.com',
		'go to bit.ly/x now',
		'mail ann@evil.example',
		'ｅｖｉｌ．ｃｏｍ',
		'evil。com',
		'ev\u200Bil.c\u200Bom',
		'javascript://x',
	];
	for (const text of links) assert.is(faultOf(text), 'TEXT_HAS_LINK', text);
	assert.is(readWallWords('evil.com', wallNameRule).fault, 'TEXT_HAS_LINK');
});

test('marks, directions and invisible characters go, and a long text is refused', () => {
	assert.is(readWallWords('\u202Eolleh\u202C\u200B!', wallTextRule).text, 'olleh!');
	assert.is(readWallWords(`e${'\u0301'.repeat(5000)}`, wallTextRule).text.length < 10, true);
	assert.is(readWallWords('e\u0301', wallTextRule).text, '\u00E9');
	assert.is(faultOf('👩‍👩‍👧‍👦'.repeat(140)), 'TEXT_TOO_LONG');
	assert.is(faultOf('👩‍👩‍👧‍👦'.repeat(80)), null);
	assert.is(faultOf('x'.repeat(141)), 'TEXT_TOO_LONG');
	assert.is(faultOf(' \u200B\u2800 '), 'TEXT_MISSING');
});

test.run();
