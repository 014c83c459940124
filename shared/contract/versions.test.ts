import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import manifest from '../../wasm-manifest.json' with { type: 'json' };
import { PassaError } from '../errors.ts';
import { eventV1 } from './event-v1/event-v1.ts';
import { eventV2 } from './event-v2/event-v2.ts';
import { eventVersions, versionOf } from './versions.ts';

const test = suite('versions of the event contract');
const committed = manifest.event.sha256;
const fixture = manifest['event-next'].sha256;

const codeOf = (hash: Parameters<typeof versionOf>[0], versions = eventVersions): string => {
	try {
		return `version ${versionOf(hash, versions).version}`;
	} catch (error) {
		return error instanceof PassaError ? error.code : 'none';
	}
};

test('are known by the hash of their code, in hex or bytes', () => {
	assert.is(versionOf(committed), eventV2, 'the committed wasm');
	assert.is(versionOf(Uint8Array.from(Buffer.from(committed, 'hex'))), eventV2);
	assert.is(versionOf(manifest['event-1'].sha256), eventV1, 'the first version, whose events live on');
	assert.is(versionOf(Uint8Array.from(Buffer.from(manifest['event-1'].sha256, 'hex'))), eventV1);
});

test('are each known by one hash, and numbered as their configurations are', () => {
	assert.equal(Object.keys(eventVersions).sort(), [manifest['event-1'].sha256, committed].sort());
	assert.equal(
		Object.values(eventVersions).map(({ version }) => version),
		[1, 2],
	);
	for (const name of ['event', 'event-1'] as const) {
		const wasm = readFileSync(new URL(`../../${manifest[name].file}`, import.meta.url));
		assert.is(createHash('sha256').update(wasm).digest('hex'), manifest[name].sha256, name);
	}
});

test('are never guessed: unknown code is refused', () => {
	const unknown: Parameters<typeof versionOf>[0][] = [fixture, 'f'.repeat(64), '', 'constructor', null];
	for (const hash of unknown) assert.is(codeOf(hash), 'EVENT_VERSION_UNKNOWN', String(hash));
	assert.is(codeOf(fixture, { ...eventVersions, [fixture]: { ...eventV1, version: 2 } }), 'version 2');
});

test.run();
