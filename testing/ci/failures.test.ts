import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failures } from './failures.ts';

const read = (lines: string[]): string => {
	const failures = new Failures();
	lines.forEach(failures.read);
	return failures.text;
};

test('each failure is kept with what its command says of it, and nothing else is', () => {
	const text = read([
		'· installing packages',
		' ok    1.0 s  first (3 passed, 0 failed)',
		'FAIL   2.0 s  second (1 passed, 1 failed)',
		'        why it failed',
		' ok    1.0 s  third (3 passed, 0 failed)',
		'FAIL   2.0 s  fourth: TimeoutError',
		'  a second line of it',
		'FAIL   2.0 s  fifth',
		'',
	]);
	assert.is(
		text,
		'FAIL   2.0 s  second (1 passed, 1 failed)\n        why it failed\n' +
			'FAIL   2.0 s  fourth: TimeoutError\n  a second line of it\nFAIL   2.0 s  fifth',
	);
	assert.is(read([' ok    1.0 s  first (3 passed, 0 failed)', 'a word']), '');
});

test('a failure that says a lot does not hide the others', () => {
	const text = read(['FAIL  one', ...Array.from({ length: 500 }, () => '  at a line'), 'FAIL  two']);
	assert.is(text.split('\n').length, 41);
	assert.match(text, /FAIL {2}two$/);
});

test.run();
