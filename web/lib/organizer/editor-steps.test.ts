import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldId, linkTo, openStep, problemAt, stepOf, stepStates } from './editor-steps.ts';

const at = (...paths: string[]) => paths.map((path) => ({ path }));

test('every problem leads to the step that has its field', () => {
	assert.is(stepOf('basics.venue.name'), 'basics');
	assert.is(stepOf('tiers'), 'tickets');
	assert.is(stepOf('tiers.2.price'), 'tickets');
	assert.is(stepOf('policy.resaleLimit'), 'tickets');
	assert.is(stepOf('payees'), 'money');
	assert.is(stepOf('payees.0.address'), 'money');
	assert.is(stepOf('policy.commissionCapBps'), 'money');
	assert.is(linkTo({ path: 'payees.1.bps' }), '?step=money#f-payees-1-bps');
	assert.is(fieldId('tiers.0.price'), 'f-tiers-0-price');
});

test('a draft opens at its first step with a problem, else at publishing', () => {
	assert.is(openStep(at('payees', 'tiers.0.name')), 'tickets');
	assert.is(openStep(at('policy.reserveBps')), 'money');
	assert.is(openStep([]), 'publish');
});

test('steps count their problems; publishing is never done beforehand', () => {
	assert.equal(stepStates(at('tiers.0.name', 'tiers.0.price', 'basics.name')), [
		{ step: 'basics', problems: 1, done: false },
		{ step: 'tickets', problems: 2, done: false },
		{ step: 'money', problems: 0, done: true },
		{ step: 'publish', problems: 0, done: false },
	]);
});

test('a problem of a list is not one of its items', () => {
	const problems = at('payees', 'payees.1.bps');
	assert.is(problemAt(problems, 'payees'), problems[0]);
	assert.is(problemAt(problems, 'payees.1.bps'), problems[1]);
	assert.is(problemAt(problems, 'payees.0.bps'), null);
});

test.run();
