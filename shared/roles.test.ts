import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { access, admits, type Caller, isSignedIn, permissions, type Role, roles, rolesOf } from './roles.ts';

const test = suite('who is admitted');

const as = (...held: Role[]): Caller => ({ account: 'a', by: 'a', roles: held, may: [] });

test('a route for some roles admits these, and nobody else', () => {
	const held = roles.filter((role) => admits(['support', 'admin'], as(role)));
	assert.equal(held, ['support', 'admin']);
	assert.not.ok(admits(['support', 'admin'], as()));
	assert.not.ok(admits(['support', 'admin'], null));
	assert.ok(admits(['support', 'admin'], as('fan', 'admin')));
});

test('a route for signed-in people admits every role, and no guest', () => {
	for (const role of roles) assert.ok(admits(isSignedIn, as(role)));
	assert.not.ok(admits(isSignedIn, null));
});

test('a person who acts for another account may call no route for roles, even with all roles in the token', () => {
	const acting: Caller = { account: 'team', by: 'a', roles: [...roles], may: [...permissions] };
	assert.not.ok(admits(isSignedIn, acting));
	assert.not.ok(admits(['support', 'admin'], acting));
	assert.ok(admits(isSignedIn, { ...acting, account: 'a' }), 'for themself they do');
});

test('a route for a permission admits exactly its holders, for any account and any role', () => {
	for (const wanted of permissions) {
		for (const account of ['a', 'team']) {
			const held = permissions.filter((may) =>
				admits({ may: wanted }, { account, by: 'a', roles: [], may: [may] }),
			);
			assert.equal(held, [wanted]);
		}
		assert.not.ok(admits({ may: wanted }, as(...roles)), 'no role stands in for a permission');
		assert.not.ok(admits({ may: wanted }, null));
	}
});

test('what is public admits anybody; what is for services admits no session', () => {
	for (const caller of [null, as('fan'), as('admin')]) {
		assert.ok(admits('public', caller));
		assert.not.ok(admits('service', caller));
	}
});

test('every entry names a method and a path, and every role and permission in it exists', () => {
	for (const table of Object.values(access)) {
		for (const [route, wanted] of Object.entries(table)) {
			assert.match(route, /^(GET|POST|PUT|DELETE|PATCH|ALL) \/[\w/:.-]*$/);
			if (typeof wanted === 'string') continue;
			if ('may' in wanted) assert.ok(permissions.includes(wanted.may), route);
			else for (const role of rolesOf(wanted)) assert.ok(roles.includes(role), route);
		}
	}
});

test('review queues, drafts and teams are never public', () => {
	for (const table of Object.values(access))
		for (const [route, wanted] of Object.entries(table))
			if (/review|drafts|team|wallets$/.test(route)) assert.ok(typeof wanted !== 'string', route);
});

test.run();
