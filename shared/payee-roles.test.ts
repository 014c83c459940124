import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chainRoleOf, chainRoles, payeeRoles, shownRole } from './payee-roles.ts';

const test = suite('payees’ roles');

test('each role has a number that the contract knows, and the contract’s own keep theirs', () => {
	assert.equal(
		chainRoles.map((role) => chainRoleOf(role)),
		[0, 1, 2, 3, 4],
	);
	for (const role of payeeRoles) {
		assert.ok(chainRoleOf(role) in chainRoles, role);
		assert.is(shownRole(chainRoleOf(role), role), role);
	}
});

test('a document cannot name a role that the chain contradicts, and an unknown word is none', () => {
	assert.is(shownRole(1, 'venue'), 'artist');
	assert.is(shownRole(0, 'security'), 'organizer');
	assert.is(shownRole(3, 'guest of honour'), 'promoter');
	assert.is(shownRole(2, undefined), 'venue');
	assert.is(shownRole(9, 'artist'), 'other');
});

test.run();
