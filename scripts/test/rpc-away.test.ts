import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { type Chain, prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import type { Clock } from '#shared/clock.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { writeDeployment } from '../deploy/deployment.ts';
import { writePassaFile } from '../passa-file.ts';

const test = suite('an RPC that is away');
let fixture: ChainFixture;
let event: string;
let fan: Keypair;
let away: (method: string) => Fate = () => 'pass';
let proxy: Awaited<ReturnType<typeof failingProxy>>;
let chain: Chain;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	fan = await fixture.fan();
	proxy = await failingProxy(fixture.chain.rpcUrl, (method) => away(method));
	chain = { ...fixture.chain, rpcUrl: proxy.url };
});
test.before.each(() => {
	away = () => 'pass';
});
test.after(async () => {
	await proxy.close();
	await fixture.close();
});

/** Seconds pass only while somebody waits. */
function waitingClock(each: (milliseconds: number) => void = () => {}): Clock {
	const begun = Date.now();
	let passed = 0;
	return {
		now: () => begun + passed,
		sleep: async (milliseconds) => {
			passed += milliseconds;
			each(passed);
			await new Promise((done) => setImmediate(done));
		},
	};
}

const signed = async (): Promise<string> => {
	const { envelope } = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	return signWith(fan, chain.passphrase)(envelope);
};

const sold = async (): Promise<number> =>
	(await readEventState(fixture.chain.rpcUrl, event)).counters.tiers[0]!.sold;

test('is not mistaken for an unknown wallet, whether it refuses, hangs or answers nonsense', async () => {
	const asked = () => codeOf(quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]));
	for (const method of ['getLedgerEntries', 'getFeeStats', 'getLatestLedger', 'simulateTransaction']) {
		away = (m) => (m === method ? 'lost' : 'pass');
		assert.is(await asked(), 'RPC_UNREACHABLE', method);
	}
	away = () => 'pass';
	const stranger = quote(chain, event, Keypair.random().publicKey(), [{ tier: 0, qty: 1 }]);
	assert.is(await codeOf(stranger), 'ACCOUNT_UNKNOWN');
	away = () => 'hangs';
	assert.is(await codeOf(call(chain.rpcUrl, 'getHealth', {}, 50)), 'RPC_UNREACHABLE');
	const server = serverOf(chain);
	const { timeout } = server.httpClient.defaults;
	server.httpClient.defaults.timeout = 50;
	assert.is(await codeOf(server.getFeeStats()), 'RPC_UNREACHABLE');
	away = () => 'pass';
	server.httpClient.defaults.timeout = timeout;
	assert.is(await codeOf(server.getTransaction('nonsense')), 'RPC_ERROR');
});

test('while an order is sent: what arrived without an answer is one order, not two', async () => {
	const before = await sold();
	let lost = 0;
	away = (method) => (method === 'sendTransaction' && lost++ < 3 ? 'answer lost' : 'pass');
	const landed = await send(chain, await signed(), { clock: waitingClock() });
	assert.is(lost, 4, 'it was offered again');
	assert.ok(landed.ledger > 0);
	assert.is(await sold(), before + 1);
});

test('for a minute after an order was sent: it is found when the RPC is back', async () => {
	const before = await sold();
	const envelope = await signed();
	let asked = 0;
	away = (method) => {
		if (method !== 'sendTransaction') asked++;
		return method === 'sendTransaction' ? 'pass' : 'lost';
	};
	const clock = waitingClock((passed) => {
		if (passed > 60_000) away = () => 'pass';
	});
	const { hash } = await send(chain, envelope, { clock });
	assert.is(hash.length, 64);
	assert.ok(asked > 25 && asked < 60, `asked ${asked} times, ever less often`);
	assert.is(await sold(), before + 1);
});

test('before an order arrived: once its time is over, nothing was paid, and that is said', async () => {
	const before = await sold();
	const envelope = await signed();
	away = (method) => (method === 'sendTransaction' ? 'lost' : 'pass');
	const { network } = fixture.localnet;
	const over = network.closeTime + 70;
	const clock = waitingClock((passed) => {
		if (passed < 20_000 || network.closeTime > over) return;
		network.advance(70);
		network.close();
	});
	assert.is(await codeOf(send(chain, envelope, { clock })), 'QUOTE_EXPIRED');
	assert.is(await sold(), before);
});

test('for good: the order is neither called bought nor failed, and its transaction is named', async () => {
	const envelope = await signed();
	away = () => 'lost';
	const error = await send(chain, envelope, { clock: waitingClock() }).catch((e) => e);
	assert.is(error.code, 'TRANSACTION_PENDING');
	assert.match(error.message, error.detail.hash);
	away = () => 'pass';
	// The very same envelope may be handed over again: it buys once.
	const before = await sold();
	await send(chain, envelope);
	assert.is(await codeOf(send(chain, envelope)), 'OUT_OF_ORDER');
	assert.is(await sold(), before + 1);
});

test('does not hide what the network refuses', async () => {
	const { transaction } = await prepare({
		chain,
		source: fan.publicKey(),
		operation: contractCall(event, 'status', []),
	});
	let lost = 0;
	away = (method) => (method === 'sendTransaction' && lost++ === 0 ? 'lost' : 'pass');
	assert.is(
		await codeOf(send(chain, transaction.toEnvelope().toXdr('base64'), { clock: waitingClock() })),
		'SIGNATURE_WRONG',
	);
});

test('npm run buy says that nobody answers, and buys once over a line that breaks', async () => {
	const data = mkdtempSync(join(tmpdir(), 'passa-away-'));
	const { registry, usdc, usdcAsset } = fixture.deployment;
	writeDeployment(data, fixture.deployment);
	writePassaFile(data, {
		rpc: proxy.url,
		friendbot: `${proxy.url}/friendbot`,
		networkPassphrase: chain.passphrase,
		contracts: { registry, usdc },
		usdcAsset,
		events: [{ no: 1, address: event, name: 'A night out' }],
		people: [],
	});
	const buy = () =>
		runCommand('buy.ts', ['--data', data, '--event', '1'], { PASSA_WALLET_SECRET: fan.secret() });
	try {
		away = () => 'lost';
		const refused = await buy();
		assert.is(refused.code, 1);
		assert.match(refused.err, /^RPC_UNREACHABLE: [^\n]+\n$/);
		const before = await sold();
		const fates: Record<string, Fate[]> = {
			sendTransaction: ['answer lost'],
			getTransaction: ['lost', 'answer lost'],
		};
		away = (method) => fates[method]?.shift() ?? 'pass';
		const bought = await buy();
		assert.is(bought.code, 0, bought.err);
		assert.match(bought.out, /Order \d+: 1 ticket/);
		assert.is(await sold(), before + 1);
	} finally {
		rmSync(data, { recursive: true });
	}
});

test.run();
