import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Error as eventErrors } from '#shared/contract/event.ts';
import { Error as registryErrors } from '#shared/contract/registry.ts';
import { passaErrors } from './failure.ts';

const test = suite('failures');
const ofContracts = { ...eventErrors, ...registryErrors } as Record<number, { message: string }>;

test('have a code and words for every error of the contracts, and for no other', () => {
	assert.ok(Object.keys(ofContracts).length > 40);
	assert.equal(Object.keys(passaErrors), Object.keys(ofContracts));
});

test('never share a code between two errors', () => {
	const codes = Object.values(passaErrors).map((e) => e.code);
	assert.is(new Set(codes).size, codes.length);
	for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
});

test.run();
