import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { networks } from '#shared/networks.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { origin } from './fixture.ts';

const test = suite('the platform as a process');
const [localnet, testnet] = networks.map((n) => n.passphrase);
const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const secret = { d: jwk.d!, key: 'f'.repeat(64), text: 's'.repeat(43) };

const valid = (): Record<string, string> => ({
	PORT: '0',
	ORIGIN: origin,
	DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
	INDEXER_URL: 'http://127.0.0.1:1',
	STELLAR_RPC_URL: 'http://127.0.0.1:1',
	STELLAR_NETWORK_PASSPHRASE: localnet!,
	PASSA_REGISTRY: `C${'A'.repeat(51)}D2KM`,
	METADATA_DIR: '/tmp/passa-none',
	MEDIA_DIR: '/tmp/passa-none',
	SESSION_KEY: JSON.stringify(jwk),
	AUTH_SECRET: secret.text,
	PII_KEY: secret.key,
	MESSENGER: 'outbox',
});

function readWith(change: Record<string, string | undefined>): string {
	const before = process.env;
	process.env = { ...valid(), ...change } as NodeJS.ProcessEnv;
	try {
		read();
		return 'read';
	} catch (error) {
		return (error as Error).message;
	} finally {
		process.env = before;
	}
}
let read: () => unknown;
let cluster: TestPostgres | null = null;
test.after(() => cluster?.stop());
test.before(async () => {
	read = (await import('../config.server.ts')).readConfig;
});

test('a valid environment is accepted, so refusals below have no other reason', () => {
	assert.is(readWith({}), 'read');
	assert.is(readWith({ KES_PER_USD: '129.35', PLATFORM_ADMINS: 'a@b.example, 0712345678' }), 'read');
});

test('an error names the wrong or missing variable and what was expected, but not its value', () => {
	const wrong: [string, string | undefined][] = [
		['ORIGIN', undefined],
		['ORIGIN', 'https://passa.example/path'],
		['ORIGIN', 'ftp://passa.example'],
		['DATABASE_URL', 'mysql://x'],
		['PASSA_REGISTRY', 'nonsense'],
		['PAYOUTS_ADDRESS', 'GABC'],
		['KES_PER_USD', '0'],
		['KES_PER_USD', 'many'],
		['SESSION_KEY', undefined],
		['SESSION_KEY', '{"kty":"OKP","crv":"Ed25519","x":"public-only"}'],
		['SESSION_KEY', 'not JSON, but secret'],
		['SESSION_KEY', JSON.stringify({ ...jwk, d: 'torn' })],
		['AUTH_SECRET', 'short-secret'],
		['PII_KEY', 'FFFF-secret'],
		['PLATFORM_ADMINS', 'a@b.example, nonsense'],
		['MESSENGER', 'pigeon'],
	];
	for (const [name, value] of wrong) {
		const message = readWith({ [name]: value });
		assert.match(message, new RegExp(`^wrong environment: ${name} must be `), `${name}=${value}`);
		if (value) assert.not.ok(message.includes(value));
	}
});

test('codes that anybody may read are for localnet only', () => {
	assert.match(readWith({ STELLAR_NETWORK_PASSPHRASE: testnet }), /MESSENGER=outbox .* localnet only/);
	assert.match(readWith({ MESSENGER: 'live' }), /MESSENGER=live needs/);
	const live = {
		MESSENGER: 'live',
		STELLAR_NETWORK_PASSPHRASE: testnet,
		AFRICASTALKING_USERNAME: 'passa',
		AFRICASTALKING_API_KEY: 'key',
		SMTP_URL: 'smtps://user:password@mail.example',
		MAIL_FROM: 'Passa <codes@passa.example>',
		KES_PER_USD: '129.35',
	};
	assert.is(readWith(live), 'read');
	assert.match(readWith({ ...live, SMTP_URL: undefined }), /MESSENGER=live needs/);
	assert.match(readWith({ ...live, KES_PER_USD: undefined }), /needs KES_PER_USD/, 'no rate is guessed');
});

const main = new URL('../main.ts', import.meta.url).pathname;

function run(env: Record<string, string>) {
	const child = spawn(process.execPath, ['--no-warnings', main], {
		env: { PATH: process.env.PATH!, ...env },
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
	const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
	return { child, ended, output: () => output };
}

test('the process ends with one sentence when it cannot start', async () => {
	const { ended, output } = run({ ...valid(), AUTH_SECRET: 'short-secret' });
	assert.is(await ended, 1);
	assert.match(output(), /^platform: wrong environment: AUTH_SECRET must be /);
	assert.is(output().trim().split('\n').length, 1);
	assert.not.ok(output().includes('short-secret'));
});

test('a taken port ends the start with one sentence', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as { port: number };
	const { ended, output } = run({ ...valid(), PORT: String(port) });
	assert.is(await ended, 1);
	assert.match(output(), new RegExp(`platform: port ${port} is taken`));
	await new Promise((done) => server.close(done));
});

test('it brings its schema up to date, serves, and stops in order at SIGTERM', async () => {
	cluster = await startTestPostgres();
	const { owner, run: runner } = (await cluster.database('bare')).urls('platform');
	const { child, ended, output } = run({ ...valid(), DATABASE_URL: runner, DATABASE_OWNER_URL: owner });
	for (let i = 0; i < 2400 && !output().includes('platform serves'); i++)
		await new Promise((d) => setTimeout(d, 25));
	const { url } = JSON.parse(
		output()
			.split('\n')
			.find((line) => line.includes('platform serves'))!,
	);
	assert.is((await fetch(`${url}/readyz`)).status, 200);
	assert.match(await (await fetch(`${url}/metrics`)).text(), /passa_platform_requests_total/);
	assert.is((await fetch(`${url}/v1/me`)).status, 401);
	child.kill('SIGTERM');
	assert.is(await ended, 0);
	for (const value of Object.values(secret)) assert.not.ok(output().includes(value));
});

test.run();
