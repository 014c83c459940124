import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateBindings } from '../bindings.ts';
import { root } from '../wasm/artifacts.ts';

const test = suite('bindings');
const committed = (name: string) => readFileSync(join(root, `shared/contract/${name}.ts`), 'utf8');

for (const name of ['registry', 'event'] as const) {
	test(`of ${name} are what its wasm gives`, () => {
		assert.is(generateBindings(name), committed(name));
		assert.match(committed(name), /^\/\/ GENERATED /);
	});
}

test('of one contract are not those of the other: the comparison can fail', () => {
	assert.is.not(generateBindings('registry'), committed('event'));
});

test('name every type that an event carries', () => {
	for (const type of ['Creation', 'SplitsChanged', 'Allocation', 'Sale', 'Batch', 'Payouts', 'Move'])
		assert.match(committed('event'), `export interface ${type} {`);
});

test.run();
