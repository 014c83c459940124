import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bindings, generateBindings } from '../bindings.ts';
import { root } from '../wasm/artifacts.ts';

const test = suite('bindings');
type Name = keyof typeof bindings;
const committed = (name: Name) => readFileSync(join(root, bindings[name]), 'utf8');

for (const name of Object.keys(bindings) as Name[]) {
	test(`of ${name} are what its wasm gives`, () => {
		assert.is(generateBindings(name), committed(name));
		assert.match(committed(name), /^\/\/ GENERATED /);
	});
}

test('of one contract are not those of the other: the comparison can fail', () => {
	assert.is.not(generateBindings('registry'), committed('event'));
	assert.is.not(generateBindings('event'), committed('event-1'));
});

test('name every type that an event carries', () => {
	const carried = {
		'event-1': ['Creation', 'SplitsChanged', 'Allocation', 'Sale', 'Batch', 'Payouts', 'Move'],
		event: [
			'Creation',
			'SplitsChange',
			'Allocation',
			'Sale',
			'Batch',
			'Payouts',
			'Refund',
			'Resale',
			'Closing',
		],
	} as const;
	for (const [name, types] of Object.entries(carried))
		for (const type of types) assert.match(committed(name as Name), `export interface ${type} {`);
});

test.run();
