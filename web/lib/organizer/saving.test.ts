import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Change, isUnsaved, next, type Saving } from './saving.ts';

const run = (...changes: Change[]): Saving => changes.reduce<Saving>(next, { at: 'saved', version: 1 });
const sent: Change[] = [{ is: 'edit' }, { is: 'send' }];

test('a change is sent and then saved, under the version that the platform gave', () => {
	assert.equal(run({ is: 'edit' }), { at: 'changed', version: 1 });
	assert.equal(run(...sent), { at: 'sending', version: 1, again: false });
	assert.equal(run(...sent, { is: 'saved', version: 2 }), { at: 'saved', version: 2 });
});

test('a change during a save is not marked as saved', () => {
	const end = run(...sent, { is: 'edit' }, { is: 'saved', version: 2 });
	assert.equal(end, { at: 'changed', version: 2 });
	assert.ok(isUnsaved(end));
});

test('only one save is under way at a time', () => {
	assert.equal(run(...sent, { is: 'edit' }, { is: 'send' }), { at: 'sending', version: 1, again: true });
});

test('after a failure it is sent again on the same version', () => {
	const failed = run(...sent, { is: 'fail', code: 'SERVICE_UNREACHABLE' });
	assert.ok(isUnsaved(failed));
	assert.equal(next(failed, { is: 'send' }), { at: 'sending', version: 1, again: false });
	assert.equal(next(failed, { is: 'edit' }), { at: 'changed', version: 1 });
});

test('only a decision overwrites a change made elsewhere', () => {
	const conflict = run(...sent, { is: 'outdated', version: 5, merged: false });
	assert.equal(conflict, { at: 'conflict', version: 5 });
	assert.is(next(conflict, { is: 'send' }), conflict);
	assert.is(next(conflict, { is: 'edit' }), conflict);
	assert.equal(next(conflict, { is: 'decide', keepOwn: true }), { at: 'changed', version: 5 });
	assert.equal(next(conflict, { is: 'decide', keepOwn: false }), { at: 'saved', version: 5 });
});

test('changes in other parts are kept together and sent on the new version', () => {
	assert.equal(run(...sent, { is: 'outdated', version: 5, merged: true }), { at: 'changed', version: 5 });
});

test('an unexpected answer changes nothing', () => {
	assert.equal(run({ is: 'saved', version: 9 }), { at: 'saved', version: 1 });
	assert.equal(run({ is: 'edit' }, { is: 'fail', code: 'X' }), { at: 'changed', version: 1 });
});

test.run();
