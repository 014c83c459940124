import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { mintCertificate } from '../../simulators/mpesa/certificate.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { announce, type Fixture, openFixture, paidOrders, treasuryOf } from '../../test/fixture.ts';

const test = suite('a relayer’s process, killed while it settles');
const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
const piiKey = randomBytes(32).toString('hex');
const passKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
let fixture: Fixture;
let event: string;
const children = new Set<ChildProcess>();

test.before(async () => {
	fixture = await openFixture('instant', piiKey);
	event = await announce(fixture);
});
test.after(async () => {
	for (const child of children) child.kill('SIGKILL');
	await fixture.close();
});

/** A rail that nobody answers: the orders are paid already. Without one the seats would go back to wallets. */
const silentMpesa = {
	MPESA_BASE_URL: 'http://127.0.0.1:1',
	MPESA_KEY: 'key',
	MPESA_SECRET: 'secret',
	MPESA_PASSKEY: 'passkey',
	MPESA_SHORTCODE: '174379',
	MPESA_INITIATOR: 'passa',
	MPESA_INITIATOR_PASSWORD: 'password',
	MPESA_CERTIFICATE: mintCertificate(Date.now()).certificatePem,
	HOOK_SECRET: 'f'.repeat(64),
	HOOK_BASE_URL: 'http://127.0.0.1:1',
};

/** The process as `npm start` runs it. */
function startProcess(rpcUrl: string): ChildProcess {
	const { registry, sinceLedger, roles } = fixture.chainFixture.deployment;
	const child = spawn(process.execPath, ['--no-warnings', main], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: {
			PORT: '0',
			DATABASE_URL: fixture.databaseUrl,
			STELLAR_RPC_URL: rpcUrl,
			STELLAR_NETWORK_PASSPHRASE: fixture.chainFixture.chain.passphrase,
			PASSA_REGISTRY: registry,
			PASSA_SINCE_LEDGER: String(sinceLedger),
			USDC_ASSET: treasuryOf(fixture.chainFixture).asset,
			RELAYER_SECRET: roles.relayer.secret,
			TREASURY_SECRET: roles.treasury.secret,
			RELAYER_MASTER: 'a'.repeat(64),
			RELAYER_PII_KEY: piiKey,
			PASS_KEY: JSON.stringify({ ...passKey, kid: '1' }),
			KEEPER_CHANNELS: '1',
			...silentMpesa,
		},
	});
	children.add(child);
	child.once('exit', () => children.delete(child));
	return child;
}

const up = (child: ChildProcess): Promise<void> =>
	new Promise((done, fail) => {
		child.once('exit', (code) => fail(new Error(`it ended before it was up: ${code}`)));
		child.stdout!.on('data', (chunk) => {
			if (String(chunk).includes('the relayer is up')) done();
		});
	});

const count = async (states: string[]): Promise<number> =>
	(await fixture.rows('SELECT count(*)::int AS n FROM relay.orders WHERE state = ANY($1)', [states]))[0].n;
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function until(holds: () => Promise<boolean>): Promise<void> {
	for (const limit = Date.now() + 60_000; Date.now() < limit; await pause(5)) if (await holds()) return;
	throw new Error('waited in vain');
}

/** Up, with its accounts made; from then on it dies at its next transaction, which the network gets or not. */
async function diesSending(fate: Fate): Promise<void> {
	let armed = false;
	const proxy = await failingProxy(fixture.chainFixture.chain.rpcUrl, (method) => {
		if (!armed || method !== 'sendTransaction') return 'pass';
		if (fate === 'lost') child.kill('SIGKILL');
		// The call is on its way when its caller dies.
		else setImmediate(() => child.kill('SIGKILL'));
		return fate;
	});
	const child = startProcess(proxy.url);
	const ended = new Promise((done) => child.once('exit', done));
	await up(child);
	await paidOrders(fixture, event, [1, 2, 1]);
	armed = true;
	await ended;
	assert.is(child.signalCode, 'SIGKILL');
	await proxy.close();
}

test('before its batch arrives, as it does, and after: each order is issued once, each stroop paid once', async () => {
	for (const fate of ['lost', 'pass', 'answer lost'] as const) await diesSending(fate);
	const last = startProcess(fixture.chainFixture.chain.rpcUrl);
	await until(async () => (await count(['issued'])) === 9);
	const ended = new Promise((done) => last.once('exit', done));
	last.kill('SIGTERM');
	assert.is(await ended, 0, 'the last one ends in order');
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.is(counters.tiers[0]!.fiatSold, 12);
	assert.is(counters.gross, 1_200_000_000n);
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
