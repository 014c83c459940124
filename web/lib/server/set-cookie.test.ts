import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSetCookie } from './set-cookie.ts';

test('a session cookie keeps every attribute that protects it', () => {
	const header = '__Secure-passa.session=a%2Bb.c%3D; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax';
	assert.equal(readSetCookie(header), {
		name: '__Secure-passa.session',
		value: 'a%2Bb.c%3D',
		options: { path: '/', maxAge: 2_592_000, httpOnly: true, secure: true, sameSite: 'lax' },
	});
});

test('a deleted cookie keeps its age of zero', () => {
	assert.is(readSetCookie('passa.session=; Max-Age=0; Path=/')?.options.maxAge, 0);
	assert.is(readSetCookie('passa.session=; Path=/')?.options.maxAge, undefined);
});

test('a value may hold equals signs; a header without a name is no cookie', () => {
	assert.is(readSetCookie('a=b=c==')?.value, 'b=c==');
	assert.is(readSetCookie('=x'), null);
	assert.is(readSetCookie('HttpOnly'), null);
});

test.run();
