import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { type PassaFile, passaFile, readPassaFile, removePassaFile, writePassaFile } from './passa-file.ts';
import { passaSchema, schemaFile } from './passa-schema.ts';

const test = suite('passa.json');

const content: PassaFile = {
	rpc: 'http://127.0.0.1:3004',
	friendbot: 'http://127.0.0.1:3004/friendbot',
	networkPassphrase: 'Standalone Network ; February 2017',
	contracts: { registry: 'C1', usdc: 'C2' },
	usdcAsset: { code: 'USDC', issuer: 'G1' },
	events: [{ no: 1, address: 'C3', name: 'Blankets & Basslines' }],
	people: [{ name: 'Achieng', role: 'fan', login: 'wallet', address: 'G2', secret: 'S2' }],
};

function inFolder(work: (folder: string) => void): void {
	const folder = mkdtempSync(join(tmpdir(), 'passa-file-'));
	try {
		work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const codeOf = (work: () => unknown): string => {
	try {
		work();
		return 'no error';
	} catch (error) {
		return (error as PassaError).code;
	}
};

test('the file is read back as written, by its owner only, and is never there in part', () =>
	inFolder((folder) => {
		writePassaFile(folder, content);
		assert.equal(readPassaFile(folder), content);
		assert.is(statSync(passaFile(folder)).mode & 0o777, 0o600);
		assert.equal(readdirSync(folder), ['passa.json']);
	}));

test('a service that does not exist is left out, one that does has a URL', () =>
	inFolder((folder) => {
		writePassaFile(folder, content);
		assert.is(readPassaFile(folder).web, undefined);
		writePassaFile(folder, { ...content, web: 'http://127.0.0.1:3000' });
		assert.is(readPassaFile(folder).web, 'http://127.0.0.1:3000');
		assert.throws(() => writePassaFile(folder, { ...content, web: '' }));
	}));

test('a key that the schema does not know is refused, and the file before it stays', () =>
	inFolder((folder) => {
		writePassaFile(folder, content);
		assert.throws(() => writePassaFile(folder, { ...content, webb: 'http://127.0.0.1:3000' } as PassaFile));
		assert.equal(readPassaFile(folder), content);
	}));

test('no file means that nothing runs; a file of another shape is damaged', () =>
	inFolder((folder) => {
		assert.is(
			codeOf(() => readPassaFile(folder)),
			'NOT_RUNNING',
		);
		writeFileSync(passaFile(folder), '{"rpc": 3}');
		assert.is(
			codeOf(() => readPassaFile(folder)),
			'DATA_DAMAGED',
		);
		removePassaFile(folder);
		assert.is(
			codeOf(() => readPassaFile(folder)),
			'NOT_RUNNING',
		);
	}));

test('its schema is committed, and is the one that is checked', () => {
	assert.is(readFileSync(schemaFile, 'utf8'), passaSchema());
	const schema = JSON.parse(passaSchema());
	const known = [
		'web',
		'indexer',
		'relayer',
		'platform',
		'rpc',
		'friendbot',
		'networkPassphrase',
		'contracts',
	];
	known.push('usdcAsset', 'database', 'events', 'people', 'gates', 'passes', 'walls', 'simulators');
	assert.equal(Object.keys(schema.properties), known);
	assert.is(schema.additionalProperties, false);
	// What every run has; services that do not exist are left out.
	const always = ['rpc', 'friendbot', 'networkPassphrase', 'contracts', 'usdcAsset', 'events', 'people'];
	assert.equal(schema.required, always);
});

test.run();
