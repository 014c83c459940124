import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Error as eventErrors } from '#shared/contract/event.ts';
import { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import { assetFailures, registryFailures } from '#shared/contract/failures.ts';
import { Error as registryErrors } from '#shared/contract/registry.ts';

const test = suite('failures');

test('have a code and words for every error of the contracts, and for no other', () => {
	assert.equal(Object.keys(eventV1Failures), Object.keys(eventErrors));
	assert.equal(Object.keys(registryFailures), Object.keys(registryErrors));
});

test('never share a code between two errors', () => {
	const all = [eventV1Failures, registryFailures, assetFailures].flatMap((table) => Object.values(table));
	const codes = all.map((e) => e.code);
	assert.ok(codes.length > 50);
	assert.is(new Set(codes).size, codes.length);
	for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
});

test.run();
