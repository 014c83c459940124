import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { csvOf } from './csv.ts';

const test = suite('rows for a spreadsheet');

test('a text that a spreadsheet would run as a formula is a text', () => {
	for (const text of ['=1+1', '+254712', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\n+1'])
		assert.ok(
			csvOf([[text]])
				.replace(/^"/, '')
				.startsWith("'"),
			JSON.stringify(text),
		);
	assert.is(csvOf([['2547•••••678', 'VIP', '1=1']]), '2547•••••678,VIP,1=1\r\n');
});

/** The cells that a spreadsheet finds which splits lines by another sign, and has no regard to quotes within one. */
const cellsBy = (sign: RegExp, text: string): string[] =>
	csvOf([['a', text]])
		.slice('a,'.length)
		.split(sign)
		.map((cell) => cell.replace(/^["\s]+/, ''));

test('no cell is a formula, in wide letters or where lines are split by another sign', () => {
	const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u2212'];
	for (const sign of signs)
		for (const before of ['', ';', 'VIP;', 'VIP; ', ';"', 'VIP\t', ';\t', 'VIP|', 'VIP\r\n', '\u200B'])
			for (const split of [/,/, /;/, /\t/, /\|/, /[\r\n]+/]) {
				const found = cellsBy(split, `${before}${sign}1+1`).filter((cell) => cell.startsWith(sign));
				assert.equal(found, [], JSON.stringify([before, sign, split.source]));
			}
});

test('the control: a sign that begins no cell stays as it was written', () => {
	for (const text of ['a=b', 'VIP-2', 'me@example.com', 'Rock; Pop', 'A|B', '5 − 3'])
		assert.is(csvOf([[text]]).replaceAll('"', ''), `${text}\r\n`);
});

test('an amount below zero is a number, and nothing else that begins so', () => {
	assert.is(csvOf([['-12.5000000', '-3.00']]), '-12.5000000,-3.00\r\n');
	for (const text of ['-12.5+1', '-1.00;=1', '-1.00%', '--1.00'])
		assert.ok(
			csvOf([[text]])
				.replace(/^"/, '')
				.startsWith("'"),
			text,
		);
});

test('a ticket’s number keeps all its digits', () => {
	const longest = '9'.repeat(15);
	assert.is(csvOf([['9223372036854777856', longest]]), `'9223372036854777856,${longest}\r\n`);
});

test('commas, quotes and new lines stay within their cell', () => {
	assert.is(csvOf([['a,b', 'say "hi"', 'two\nlines']]), '"a,b","say ""hi""","two\nlines"\r\n');
});

test.run();
