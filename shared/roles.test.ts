import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { access, admits, isSignedIn, type Role, roles } from './roles.ts';

const test = suite('who may enter');

test('a route for some roles lets these in, and nobody else', () => {
	const held = roles.filter((role) => admits(['support', 'admin'], [role]));
	assert.equal(held, ['support', 'admin']);
	assert.not.ok(admits(['support', 'admin'], []));
	assert.not.ok(admits(['support', 'admin'], null));
	assert.ok(admits(['support', 'admin'], ['fan', 'admin']));
});

test('a route for whoever is signed in lets every role in, and not nobody', () => {
	for (const role of roles) assert.ok(admits(isSignedIn, [role]));
	assert.not.ok(admits(isSignedIn, null));
});

test('what is public lets anybody in; what is for services lets no session in', () => {
	for (const held of [null, ['fan'], ['admin']] as (Role[] | null)[]) {
		assert.ok(admits('public', held));
		assert.not.ok(admits('service', held));
	}
});

test('every entry names a method and a path, and every role in it exists', () => {
	for (const table of Object.values(access)) {
		for (const [route, wanted] of Object.entries(table)) {
			assert.match(route, /^(GET|POST|PUT|DELETE|PATCH|ALL) \/[\w/:.-]*$/);
			if (typeof wanted !== 'string') for (const role of wanted) assert.ok(roles.includes(role), route);
		}
	}
});

test('review queues and drafts are never public', () => {
	for (const table of Object.values(access))
		for (const [route, wanted] of Object.entries(table))
			if (/review|drafts/.test(route)) assert.ok(typeof wanted !== 'string', route);
});

test.run();
