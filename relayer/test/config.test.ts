import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { localnetPassphrase } from '#shared/networks.ts';
import type { Config } from '../config.server.ts';
import { mintCertificate } from '../simulators/mpesa/certificate.ts';
import { usual } from './askers.ts';

const test = suite('the relayer’s environment');
const [relayer, treasury] = [Keypair.random().secret(), Keypair.random().secret()];
const key = 'f'.repeat(64);
const passKey = {
	...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
	kid: '1',
};
const { certificatePem } = mintCertificate(Date.now());

const valid: Record<string, string> = {
	PORT: '0',
	DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
	STELLAR_RPC_URL: 'http://127.0.0.1:1',
	STELLAR_NETWORK_PASSPHRASE: localnetPassphrase,
	PASSA_REGISTRY: `C${'A'.repeat(51)}D2KM`,
	USDC_ASSET: `USDC:${Keypair.random().publicKey()}`,
	RELAYER_SECRET: relayer,
	TREASURY_SECRET: treasury,
	RELAYER_MASTER: key,
	RELAYER_PII_KEY: key,
	PASS_KEY: JSON.stringify(passKey),
};
const mpesa: Record<string, string> = {
	MPESA_BASE_URL: 'http://127.0.0.1:3005/',
	MPESA_KEY: 'key',
	MPESA_SECRET: 'secret',
	MPESA_PASSKEY: 'passkey',
	MPESA_SHORTCODE: '174379',
	MPESA_INITIATOR: 'passa',
	MPESA_INITIATOR_PASSWORD: 'password',
	MPESA_CERTIFICATE: certificatePem,
	HOOK_SECRET: key,
	HOOK_BASE_URL: 'https://pay.passa.example/',
};

let read: () => Config;
test.before(async () => {
	read = (await import('../config.server.ts')).readConfig;
});

function readWith(env: Record<string, string | undefined>): Config | string {
	const before = process.env;
	process.env = env as NodeJS.ProcessEnv;
	try {
		return read();
	} catch (error) {
		return (error as Error).message;
	} finally {
		process.env = before;
	}
}
const refused = (change: Record<string, string | undefined>): string =>
	readWith({ ...valid, ...mpesa, ...change }) as string;

test('payers are redacted after 400 days, or after RETENTION_DAYS', () => {
	assert.is((readWith(valid) as Config).RETENTION_DAYS, 400);
	assert.is((readWith({ ...valid, RETENTION_DAYS: '90' }) as Config).RETENTION_DAYS, 90);
	assert.match(refused({ RETENTION_DAYS: '1' }), /RETENTION_DAYS/);
});

test('without M-Pesa there is no fiat rail; with all of it there is one', () => {
	assert.is((readWith(valid) as Config).mpesa, null);
	const { mpesa: found } = readWith({ ...valid, ...mpesa, MPESA_HOOK_IPS: '10.0.0.1, 10.0.0.2' }) as Config;
	assert.is(found!.baseUrl, 'http://127.0.0.1:3005');
	assert.is(found!.hooks.baseUrl, 'https://pay.passa.example');
	const { allowed } = found!.hooks;
	assert.equal(
		['10.0.0.1', '10.0.0.2', '10.0.0.3', '::ffff:10.0.0.2'].map((ip) => allowed!.has(ip)),
		[true, true, false, true],
	);
	assert.is(found!.register, null);
});

test('the default bounds of unpaid seats are those that the tests attack, and can be set', () => {
	const { bounds, HOLD_MINUTES, HOLD_MINUTES_BUSY } = readWith(valid) as Config;
	assert.equal(bounds, usual);
	assert.equal([HOLD_MINUTES, HOLD_MINUTES_BUSY], [10, 3]);
	const set = readWith({ ...valid, UNPAID_SHARE: '30', UNPAID_ORDERS: '7' }) as Config;
	assert.equal([set.bounds.unpaidShare, set.bounds.unpaidOrders], [30, 7]);
	assert.match(refused({ UNPAID_SHARE: '0' }), /UNPAID_SHARE must be per cent/);
});

test('half of M-Pesa’s variables are refused, with the names of the missing ones', () => {
	for (const name of Object.keys(mpesa).slice(1))
		assert.match(refused({ [name]: undefined }), new RegExp(`MPESA_BASE_URL is set, so ${name} must be`));
	assert.match(refused({ MPESA_BASE_URL: undefined }), /MPESA_KEY is set, so MPESA_BASE_URL must be/);
});

test('the live network needs a licence on record and a rate; a sandbox and this machine do not', () => {
	for (const url of [
		'https://api.safaricom.co.ke',
		'https://sandbox.safaricom.co.ke.example',
		'http://10.0.0.7',
	])
		assert.match(refused({ MPESA_BASE_URL: url }), 'FIAT_LICENCE');
	const live = { MPESA_BASE_URL: 'https://api.safaricom.co.ke', FIAT_LICENCE: 'PSP 12/2026' };
	assert.match(refused(live), /live network, so KES_PER_USD must/, 'no rate is guessed');
	assert.is((readWith({ ...valid, ...mpesa }) as Config).KES_PER_USD, 12_900n, 'but for play money');
	for (const url of ['https://sandbox.safaricom.co.ke', 'http://localhost:3005', 'http://[::1]:3005'])
		assert.type(refused({ MPESA_BASE_URL: url }), 'object');
	const { KES_PER_USD } = readWith({ ...valid, ...mpesa, ...live, KES_PER_USD: '131.5' }) as Config;
	assert.is(KES_PER_USD, 13_150n);
});

test('an address that M-Pesa would refuse ends the start: a word anywhere, or no https on the live network', () => {
	assert.match(refused({ HOOK_BASE_URL: 'https://mpesa.passa.example' }), /\/hooks\/m\/stk\/.*`mpesa`/);
	const live = {
		MPESA_BASE_URL: 'https://api.safaricom.co.ke',
		FIAT_LICENCE: 'PSP 12/2026',
		KES_PER_USD: '131',
	};
	assert.match(refused({ ...live, HOOK_BASE_URL: 'http://pay.passa.example' }), /https only/);
	assert.type(refused({ ...live, HOOK_BASE_URL: 'https://pay.passa.example' }), 'object');
	assert.type(refused({ HOOK_BASE_URL: 'http://127.0.0.1:4002' }), 'object', 'a simulator needs none');
});

test('a certificate is text or a file; an error names the variable, never its value', () => {
	const file = join(tmpdir(), `passa-certificate-${process.pid}.pem`);
	writeFileSync(file, certificatePem);
	assert.is(
		(readWith({ ...valid, ...mpesa, MPESA_CERTIFICATE: file }) as Config).mpesa!.certificatePem,
		certificatePem,
	);
	for (const [name, value] of [
		['MPESA_CERTIFICATE', '/nowhere/at-all.pem'],
		['TREASURY_SECRET', `${treasury}X`],
		['RELAYER_MASTER', `${key}00`],
		['USDC_ASSET', 'GOLD:XYZ'],
		['SETTLE_LANES', '17'],
		['KES_PER_USD', '129,35'],
		['SUPPORT_TOKEN', 'short'],
		['SESSION_PUBLIC_KEY', '{"kty":"RSA"}'],
		['DATABASE_URL', 'mysql://secret@host/db'],
		['TRUSTED_PROXIES', 'true'],
		['TRUSTED_PROXIES', '0.0.0.0/0'],
		['MPESA_HOOK_IPS', '196.201.214.999'],
	] as const) {
		const message = refused({ [name]: value });
		assert.match(message, new RegExp(`wrong environment: ${name} must be`));
		assert.not.match(message, value);
	}
});

test.run();
