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

test('a ticket’s number keeps all its digits', () => {
	const longest = '9'.repeat(15);
	assert.is(csvOf([['9223372036854777856', longest]]), `'9223372036854777856,${longest}\r\n`);
});

test('commas, quotes and new lines stay within their cell', () => {
	assert.is(csvOf([['a,b', 'say "hi"', 'two\nlines']]), '"a,b","say ""hi""","two\nlines"\r\n');
});

test.run();
