import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { safeNext } from './safe-next.ts';

test('a page of this site is accepted, with its query and fragment', () => {
	assert.is(safeNext('/organizer/drafts/7?step=money#f-payees'), '/organizer/drafts/7?step=money#f-payees');
	assert.is(safeNext('/'), '/');
});

test('another site is refused, however it is written', () => {
	const wrong = [
		'https://evil.example/',
		'//evil.example',
		'/\\evil.example',
		'\\\\evil.example',
		'/\t/evil.example',
		'/\n/evil.example',
		'/.//evil.example',
		'/a/..//evil.example',
		'javascript:alert(1)',
		'evil',
		'',
		null,
		undefined,
	];
	for (const each of wrong) assert.is(safeNext(each), '/account', String(each));
});

test('signing in does not lead to signing in, nor to an API', () => {
	assert.is(safeNext('/sign-in?next=/account', '/x'), '/x');
	assert.is(safeNext('/api/platform/v1/sign-out', '/x'), '/x');
	assert.is(safeNext('/sign-in-tips'), '/sign-in-tips');
});

test.run();
