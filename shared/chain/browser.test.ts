import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the folders of shared that run in a browser');
const folder = join(import.meta.dirname, '..');
const sources = ['chain', 'contract', 'loyalty', 'pass', 'gate']
	.flatMap((room) =>
		readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
	)
	.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

/** What only Node has. */
const nodeOnly = /from 'node:|\bBuffer\b|\bprocess\.|\brequire\(|__dirname|\.server\.ts'/;

test('uses nothing that only Node has', () => {
	assert.ok(sources.length > 15);
	for (const file of sources) assert.not.match(readFileSync(join(folder, file), 'utf8'), nodeOnly, file);
});

test('control: the same check finds that this test uses Node', () => {
	assert.match(readFileSync(import.meta.filename, 'utf8'), nodeOnly);
});

test('imports nothing of ours but shared', () => {
	for (const file of sources) {
		const text = readFileSync(join(folder, file), 'utf8');
		for (const [, from] of text.matchAll(/from '(#[^']+)'/g)) assert.match(from!, /^#shared\//, file);
	}
});

test.run();
