import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('shared/chain in a browser');
const folder = join(import.meta.dirname, '..');

/** What only Node has. */
const nodeOnly = /from 'node:|\bBuffer\b|\bprocess\.|\brequire\(|__dirname|\.server\.ts'/;

test('uses nothing that only Node has', () => {
	const files = readdirSync(folder).filter((f) => f.endsWith('.ts'));
	assert.ok(files.length > 15);
	for (const file of files) assert.not.match(readFileSync(join(folder, file), 'utf8'), nodeOnly, file);
});

test('would be found out: this very test uses what only Node has', () => {
	assert.match(readFileSync(import.meta.filename, 'utf8'), nodeOnly);
});

test('imports nothing of ours but shared', () => {
	for (const file of readdirSync(folder).filter((f) => f.endsWith('.ts'))) {
		const text = readFileSync(join(folder, file), 'utf8');
		for (const [, from] of text.matchAll(/from '(#[^']+)'/g)) assert.match(from!, /^#shared\//, file);
	}
});

test.run();
