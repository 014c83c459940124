import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { actionHere } from './action-here.ts';

const test = suite('where a form on a page is sent');
const at = (path: string) => actionHere('send', new URL(path, 'https://passa.example'));

test('what the page was opened with stays, and the last action goes', () => {
	assert.is(at('/sign-in'), '?/send');
	assert.is(at('/sign-in?/verify'), '?/send');
	assert.is(at('/sign-in?by=email&next=%2Fhandovers%2Fa'), '?by=email&next=%2Fhandovers%2Fa&/send');
	assert.is(at('/sign-in?by=email&next=%2Ft%3Fa%26b&/verify'), '?by=email&next=%2Ft%3Fa%26b&/send');
});

test.run();
