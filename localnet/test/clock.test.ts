import { Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Network } from '../network.ts';
import { NetworkFixture } from './network-fixture.ts';

const test = suite('ledger time keeps to the clock');

const second = (): number => Math.floor(Date.now() / 1000);

/** Close times of all ledgers, and that each is at least a second after the one before. */
async function closeTimes(net: NetworkFixture): Promise<number[]> {
	const { ledgers } = await net.result('getLedgers', { startLedger: 1, pagination: { limit: 200 } });
	const times = ledgers.map((l: { ledgerCloseTime: string }) => Number(l.ledgerCloseTime));
	for (const [i, time] of times.slice(1).entries()) assert.ok(time > times[i]);
	return times;
}

test('90 friendbot calls share a few ledgers, and setTimeout(30) works after them', async () => {
	const net = await NetworkFixture.start({ closeSeconds: 1 });
	const keys = Array.from({ length: 90 }, () => Keypair.random());
	await Promise.all(keys.map((key) => net.server.requestAirdrop(key.publicKey())));
	assert.ok((await closeTimes(net)).at(-1)! <= second() + 1);
	const [a, b] = keys as [Keypair, Keypair];
	const account = await net.server.getAccount(a.publicKey());
	const tx = new TransactionBuilder(account, { fee: '100', networkPassphrase: net.localnet.passphrase })
		.addOperation(Operation.payment({ destination: b.publicKey(), asset: Asset.native(), amount: '1' }))
		.setTimeout(30)
		.build();
	tx.sign(a);
	assert.is((await net.land(tx)).status, 'SUCCESS');
	await net.close();
});

test('calls one after the other wait for the clock', async () => {
	const net = await NetworkFixture.start({ closeSeconds: 1 });
	for (let i = 0; i < 5; i++) {
		await net.funded();
		assert.ok((await closeTimes(net)).at(-1)! <= second() + 1);
	}
	await net.close();
});

test('ledgers that are closed faster than the clock run ahead of it: the wait is what holds them', async () => {
	const net = await NetworkFixture.start({ closeSeconds: 'instant' });
	for (let i = 0; i < 5; i++) await net.funded();
	assert.ok((await closeTimes(net)).at(-1)! > second() + 1);
	await net.close();
});

test('a setting of less than a second makes ledgers no faster than the clock', async () => {
	const net = await NetworkFixture.start({ closeSeconds: 0.05 });
	await new Promise((done) => setTimeout(done, 2500));
	assert.ok((await closeTimes(net)).at(-1)! <= second() + 1);
	await net.close();
});

test('accounts that ask twice, exist, or are made by somebody else meanwhile get their own answer', async () => {
	const net = await NetworkFixture.start({ closeSeconds: 60 });
	const rich = await net.funded();
	await net.call('localnet_close');
	const [twice, others, mine] = [Keypair.random(), Keypair.random(), Keypair.random()].map((k) =>
		k.publicKey(),
	);
	const made = await net.signed(
		[rich],
		[Operation.createAccount({ destination: others!, startingBalance: '5' })],
	);
	const ask = (address: string) =>
		fetch(`${net.localnet.url}/friendbot?addr=${address}`).then(async (r) => [
			r.status,
			(await r.json()).detail ?? 'made',
		]);
	const [sent, ...answers] = await Promise.all([
		net.server.sendTransaction(made),
		ask(twice!),
		ask(twice!),
		ask(others!),
		ask(mine!),
		ask(rich.publicKey()),
	]);
	assert.is(sent.status, 'PENDING');
	const known = [400, 'account already funded to starting balance'];
	assert.equal(answers.slice(0, 2).sort(), [[200, 'made'], known]);
	assert.equal([answers[3], answers[4]], [[200, 'made'], known]);
	assert.ok(String(answers[2]) === String(known) || String(answers[2]) === '200,made');
	await net.close();
});

test('a clock that is set back stops no ledger', () => {
	let now = 1_800_000_000;
	const network = new Network({ passphrase: 'p', dataDir: null, now: () => now, paced: true });
	network.close();
	now -= 3600;
	assert.ok(network.mayClose());
	network.close();
	assert.is(network.closeTime, 1_800_000_002);
	assert.not(network.mayClose(), 'the next one waits for its second');
	now += 1;
	assert.ok(network.mayClose());
	network.store.close();
});

test('a clock that is set back and forth again leaves no ledger ahead of it', () => {
	let now = 1_800_000_000;
	const network = new Network({ passphrase: 'p', dataDir: null, now: () => now, paced: true });
	const closed = () => {
		assert.ok(network.mayClose());
		network.close();
	};
	closed();
	for (const back of [3600, 86_400, 5]) {
		const before = network.closeTime;
		now -= back;
		closed();
		assert.is(network.closeTime, before + 1, 'the control: it goes on from the last ledger');
		now += back / 5;
		assert.ok(network.closeTime - now > 2, 'part of the way');
		assert.is(network.nextLedger().closeTime, BigInt(network.closeTime + 1), 'it does not jump');
		now += back - back / 5 + 2;
		assert.ok(Number(network.nextLedger().closeTime) <= now + 1, 'one ledger ahead at most');
		closed();
	}
	network.store.close();
});

test('a clock that is set back does not undo what a test moved', () => {
	let now = 1_800_000_000;
	const network = new Network({ passphrase: 'p', dataDir: null, now: () => now, paced: true });
	network.advance(1000);
	network.close();
	now -= 3600;
	assert.ok(network.mayClose());
	network.close();
	now += 3700;
	assert.is(Number(network.nextLedger().closeTime) - now, 1000);
	network.store.close();
});

test.run();
