import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { ownSession, sessionSigner, sessionVerifier } from '#shared/session.server.ts';
import { readSecrets, secretsFile, sessionPublicKey } from './secrets.ts';

const test = suite("a run's secrets");
let folder: string;

test.before.each(() => {
	folder = mkdtempSync(join(tmpdir(), 'passa-secrets-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

test('they are made once, kept, and readable by their owner only', () => {
	const first = readSecrets(folder);
	assert.equal(readSecrets(folder), first);
	assert.is(statSync(join(folder, secretsFile)).mode & 0o777, 0o600);
});

test('two folders share none', () => {
	const other = mkdtempSync(join(tmpdir(), 'passa-secrets-'));
	const [a, b] = [readSecrets(folder), readSecrets(other)];
	rmSync(other, { recursive: true });
	for (const name of Object.keys(a) as (keyof typeof a)[]) assert.not.equal(a[name], b[name], name);
});

test('the public key verifies what the private one signs, and reveals nothing more', async () => {
	const secrets = readSecrets(folder);
	const published = sessionPublicKey(secrets);
	assert.not.ok(published.includes(secrets.sessionKey.d));
	const sign = await sessionSigner(secrets.sessionKey);
	const verify = await sessionVerifier(JSON.parse(published));
	const session = ownSession('a', []);
	assert.equal(await verify(await sign(session, Date.now())), session);
});

test('a folder from before there were passes gets their key once, and keeps all else', () => {
	const file = join(folder, secretsFile);
	const { passKey, ...before } = readSecrets(folder);
	writeFileSync(file, JSON.stringify(before));
	const made = readSecrets(folder);
	assert.equal({ ...made, passKey }, { ...before, passKey });
	assert.is.not(made.passKey.d, passKey.d);
	assert.equal(readSecrets(folder), made);
});

test('a damaged file is one clear sentence without a secret in it', () => {
	const { authSecret } = readSecrets(folder);
	const file = join(folder, secretsFile);
	writeFileSync(file, readFileSync(file, 'utf8').slice(0, -40));
	let error: PassaError | null = null;
	try {
		readSecrets(folder);
	} catch (caught) {
		error = caught as PassaError;
	}
	assert.is(error?.code, 'DATA_DAMAGED');
	assert.not.ok(`${error?.message} ${error?.cause}`.includes(authSecret));
});

test.run();
