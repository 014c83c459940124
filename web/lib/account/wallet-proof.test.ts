import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isBusy, next, type Proof, type ProofEvent } from './wallet-proof.ts';

const run = (...events: ProofEvent[]): Proof => events.reduce<Proof>(next, { at: 'idle' });
const toCheck: ProofEvent[] = [{ is: 'start' }, { is: 'offered' }, { is: 'signed' }];
const declined: ProofEvent = { is: 'fail', code: 'DECLINED', message: '' };

test('a wallet connects and signs, and is accepted once the platform has checked', () => {
	assert.is(run(...toCheck).at, 'checking');
	assert.is(run(...toCheck, { is: 'accepted' }).at, 'done');
	assert.is(run({ is: 'start' }, { is: 'accepted' }).at, 'connecting');
});

test('a decline can be tried again; it asks one thing at a time', () => {
	const failed = run({ is: 'start' }, { is: 'offered' }, declined);
	assert.equal(failed, { at: 'failed', code: 'DECLINED', message: '' });
	assert.is(next(failed, { is: 'start' }).at, 'connecting');
	assert.is(run({ is: 'start' }, { is: 'offered' }, { is: 'start' }).at, 'signing');
});

test('a late error does not undo an accepted proof', () => {
	assert.is(run(...toCheck, { is: 'accepted' }, declined).at, 'done');
	assert.is(run(declined).at, 'idle');
});

test('it is busy only between start and answer', () => {
	assert.equal([run(), run(...toCheck), run(...toCheck, declined)].map(isBusy), [false, true, false]);
});

test.run();
