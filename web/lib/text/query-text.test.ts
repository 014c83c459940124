import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hrefWith, queryText, sameWord } from './query-text.ts';

const of = (query: string) => queryText(new URLSearchParams(query), 'q');

test('a word of 101 letters is cut to 100 and says so, and one of 100 is not', () => {
	assert.equal(of(`q=${'x'.repeat(100)}`), { text: 'x'.repeat(100), cut: false });
	assert.equal(of(`q=${'x'.repeat(101)}`), { text: 'x'.repeat(100), cut: true });
	assert.is(of(`q=${'x'.repeat(1_000_000)}`).text.length, 100);
});

test('a cut never leaves half a character', () => {
	for (const sign of ['👩‍👩‍👧', '🎫', 'ũ', 'Ã́']) {
		const { text, cut } = of(`q=${encodeURIComponent(`a${sign.repeat(80)}`)}`);
		if (cut) assert.ok(`a${sign.normalize('NFC').repeat(80)}`.startsWith(text), sign);
		assert.ok(text.length <= 100 && text.isWellFormed(), sign);
	}
});

test('what nobody sees is left out, a repeated name counts once, and other forms of it do not count', () => {
	assert.is(of('q=%00wa%E2%80%AEmu%0A').text, 'wamu');
	assert.is(of('q=one&q=two').text, 'one');
	for (const odd of ['', 'q', 'q=', 'q[]=a', 'q[0]=a', 'Q=a', 'q=%20%09']) assert.is(of(odd).text, '', odd);
});

test('two spellings of a city are one', () => {
	for (const other of ['nairobi', 'NAIROBI ', 'Naĩrobi']) assert.ok(sameWord('Nairobi', other), other);
	assert.ok(sameWord("Lang'ata", 'Lang’ata'));
	assert.not.ok(sameWord('Nairobi', 'Nakuru'));
});

test('an address has only the parameters that say something', () => {
	assert.is(hrefWith('/', { q: '', city: null, past: undefined }), '/');
	assert.is(hrefWith('/', { q: 'a&b', after: 'x=' }), '/?q=a%26b&after=x%3D');
});

test.run();
