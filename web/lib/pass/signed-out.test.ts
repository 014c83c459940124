import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { leavesAtSignOut } from './signed-out.ts';

test('at sign-out the passes of a session leave, and those of a guest stay', () => {
	assert.is(leavesAtSignOut({ signedIn: true }), true);
	assert.is(leavesAtSignOut({ signedIn: false }), false);
});

test('a pass that does not say how it came leaves at sign-out', () => {
	assert.is(leavesAtSignOut({}), true);
});

test.run();
