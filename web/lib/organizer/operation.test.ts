import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OperationPlan } from '#shared/chain/submit/operate.ts';
import { isAtWork, nextOperation, type OperationEvent, type OperationState } from './operation.ts';

const plan = {} as OperationPlan;
const after = (...events: OperationEvent[]): OperationState =>
	events.reduce<OperationState>(nextOperation, { at: 'ready' });
const fail = { is: 'fail', code: 'X', message: 'x' } as const;
const planned: OperationEvent[] = [{ is: 'plan' }, { is: 'planned', plan }];
const signing: OperationEvent[] = [...planned, { is: 'confirm' }, { is: 'connected' }, { is: 'asked' }];

test('nothing is signed before a dry run and a second yes', () => {
	assert.is(after({ is: 'confirm' }).at, 'ready');
	assert.is(after({ is: 'plan' }, { is: 'confirm' }).at, 'planning');
	assert.is(after(...planned).at, 'planned');
	assert.is(after(...signing).at, 'signing');
});

test('an operation of two steps is signed twice', () => {
	const twice = after(...signing, { is: 'signed' }, { is: 'next' }, { is: 'asked' });
	assert.is(twice.at, 'signing');
	assert.is(after(...signing, { is: 'signed' }, { is: 'landed' }, { is: 'shown' }).at, 'done');
});

test('a failure says whether it may still be carried out', () => {
	assert.equal(after(...signing, fail), { at: 'failed', code: 'X', message: 'x', sent: false });
	assert.equal(after(...signing, { is: 'signed' }, fail), {
		at: 'failed',
		code: 'X',
		message: 'x',
		sent: true,
	});
	assert.is(after(...planned, fail).at, 'planned', 'nothing is under way that could fail');
});

test('what is under way cannot be reset or begun again', () => {
	for (const event of [{ is: 'reset' }, { is: 'plan' }] as const) {
		const state = after(...signing);
		assert.ok(isAtWork(state));
		assert.is(nextOperation(state, event), state);
	}
	assert.is(after(...planned, { is: 'reset' }).at, 'ready');
});

test.run();
