import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventV1Failures } from '../event-v1/failures.ts';
import { assetFailures, type Failures, registryFailures } from '../failures.ts';
import { Error as errors } from './bindings.ts';
import { eventV2Failures } from './failures.ts';

const test = suite('errors of version 2');
const source = readFileSync(new URL('../../../contracts/event/src/errors.rs', import.meta.url), 'utf8');
const all: Failures = eventV2Failures;

test('have a code and words for every number of the contract, and for no other', () => {
	const numbers = [...source.matchAll(/^\s+\w+ = (\d+),$/gm)].map(([, number]) => number);
	assert.ok(numbers.length > 90);
	assert.equal(Object.keys(all), numbers);
	assert.equal(Object.keys(all), Object.keys(errors));
});

test('have the code of version 1 where they had a number there', () => {
	for (const [number, { code }] of Object.entries(eventV1Failures))
		assert.is(all[Number(number)]!.code, code, number);
});

test('never share a code, with the registry and the asset neither', () => {
	const codes = [all, registryFailures, assetFailures]
		.flatMap((table) => Object.values(table))
		.map((failure) => failure.code);
	assert.is(new Set(codes).size, codes.length);
	for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
});

test('have words of their own, whole sentences', () => {
	const words = Object.values(all).map(({ message }) => message);
	assert.is(new Set(words).size, words.length);
	for (const message of words) assert.match(message, /^[A-Z].{10,100}\.$/);
});

test.run();
