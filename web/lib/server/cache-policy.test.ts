import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cachePolicy } from './cache-policy.ts';

const test = suite('copies of a page');
const rule = (path: string, ...names: string[]) =>
	cachePolicy(path, { getAll: () => names.map((name) => ({ name, value: 'x' })) });

test('no page of somebody signed in is kept', () => {
	for (const cookie of ['passa.session_token', '__Secure-passa.session_token'])
		for (const path of ['/', '/events/1', '/account', '/organizer/drafts/7', '/nowhere'])
			assert.is(rule(path, 'lang', cookie), 'no-store', `${path} with ${cookie}`);
});

test('a page with contacts, codes or tokens is kept for no guest either', () => {
	for (const path of [
		'/sign-in',
		'/pay/K7QW3MN2PX',
		'/t/jzH0tq3Ice',
		'/payees/x',
		'/invitations/x',
		'/outbox',
	])
		assert.is(rule(path), 'no-store', path);
});

test('the control: a guest’s browser keeps what is public, and asks before it shows it', () => {
	for (const path of ['/', '/events/1', '/tickets-of-others', '/audit'])
		assert.is(rule(path, 'lang', 'passa.device', 'own_phone'), 'private, no-cache', path);
});

test.run();
