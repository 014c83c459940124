import { Asset, Operation, rpc, SorobanDataBuilder, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import { ledgerEntries } from '../chain/rpc.ts';
import { serverOf } from '../chain/rpc-server.ts';
import { instanceKey, readEventState } from '../chain/state/event-state.ts';
import { readAccount } from '../chain/state/read-account.ts';
import { deadline, newBuilder } from '../chain/submit/invoke.ts';
import type { Clock } from '../clock.ts';
import { contractCall } from '../contract/contract-call.ts';
import { registryArgs } from '../contract/registry-args.ts';
import { PassaError } from '../errors.ts';
import {
	type ChainWrite,
	ChannelAccounts,
	callWrite,
	channelKeys,
	openChannels,
} from './channel-accounts.server.ts';

const test = suite('channel accounts');
let chainFixture: ChainFixture;

test.before(async () => {
	chainFixture = await ChainFixture.start();
});
test.after(() => chainFixture.close());

const relayer = () => keyOf(chainFixture.deployment.roles.relayer);
const lumensOf = async (address: string): Promise<string> => {
	const answer = await fetch(`${chainFixture.chain.rpcUrl}/accounts/${address}`);
	return ((await answer.json()) as { balances: { balance: string }[] }).balances[0]!.balance;
};
test('follow from the secret and what they are for', () => {
	const of = (purpose: string, count: number) =>
		channelKeys(relayer().secret(), purpose, count).map((key) => key.publicKey());
	assert.equal(of('a', 3).slice(0, 2), of('a', 2));
	assert.is(new Set([...of('a', 3), ...of('b', 3)]).size, 6);
});

test('are made once, and filled up before they can pay no more', async () => {
	const channels = channelKeys(relayer().secret(), 'a test', 3);
	const open = () => openChannels(chainFixture.chain, relayer(), channels);
	const balances = () => Promise.all(channels.map((c) => lumensOf(c.publicKey())));
	await open();
	assert.equal(await balances(), ['20.0000000', '20.0000000', '20.0000000']);
	const before = await lumensOf(relayer().publicKey());
	await open();
	assert.is(await lumensOf(relayer().publicKey()), before, 'nothing was sent');
	const spend = (amount: string) =>
		Operation.payment({ asset: Asset.native(), destination: relayer().publicKey(), amount });
	await sendClassic(chainFixture.chain, [channels[0]!], [spend('15')]);
	await sendClassic(chainFixture.chain, [channels[1]!], [spend('13')]);
	await open();
	const [low, enough, full] = await balances();
	assert.ok(Number(low) > 24.9 && Number(low) < 25, low);
	assert.ok(Number(enough) < 7, enough);
	assert.is(full, '20.0000000');
});

/** Channel accounts of this test's own, on the network that a proxy may fail. */
async function channelsOf(purpose: string, count: number, rpcUrl = chainFixture.chain.rpcUrl) {
	const keys = channelKeys(relayer().secret(), purpose, count);
	await openChannels(chainFixture.chain, relayer(), keys);
	return new ChannelAccounts({ ...chainFixture.chain, rpcUrl }, keys);
}

/** Keeps a classic payment's envelope as the chain sees it. */
const gift = (amount: string, built: string[] = []): ChainWrite => ({
	async build(source) {
		built.push(source);
		const account = await readAccount(chainFixture.chain.rpcUrl, source);
		const until = await deadline(serverOf(chainFixture.chain));
		return newBuilder(account, chainFixture.chain, '1000', until)
			.addOperation(Operation.payment({ asset: Asset.native(), destination: relayer().publicKey(), amount }))
			.build();
	},
});

test('submit side by side, one at a time for each account, and all of it lands', async () => {
	const channels = await channelsOf('side by side', 3);
	const built: string[] = [];
	const landed = await Promise.all(Array.from({ length: 12 }, () => channels.submit(gift('0.1', built))));
	assert.is(new Set(landed.map(({ hash }) => hash)).size, 12);
	assert.is(new Set(built).size, 3, 'every account works');
	assert.is(built.length, 12, 'none was built twice');
});

test('without that order one account refuses itself', async () => {
	const { keys } = await channelsOf('disorder', 1);
	const careless = () => new ChannelAccounts(chainFixture.chain, keys).submit(gift('0.1'));
	const codes = await Promise.all(Array.from({ length: 6 }, () => codeOf(careless())));
	assert.ok(codes.includes('OUT_OF_ORDER'), codes.join());
});

test('an account whose write failed is free for the next one', async () => {
	const channels = await channelsOf('a failure', 1);
	const broken: ChainWrite = { build: () => Promise.reject(new PassaError('CALL_FAILED', 'no')) };
	assert.is(await codeOf(channels.submit(broken)), 'CALL_FAILED');
	await channels.submit(gift('0.1'));
});

test('what its failure means is the write’s to say: build it again, send the same, or stop', async () => {
	let fate: (method: string) => Fate = () => 'pass';
	const proxy = await failingProxy(chainFixture.chain.rpcUrl, (method) => fate(method));
	const channels = await channelsOf('retries', 1, proxy.url);
	const source = channels.keys[0]!;
	const spend = (amount: string) =>
		Operation.payment({ asset: Asset.native(), destination: relayer().publicKey(), amount });

	// Another transaction of the account comes between building and sending: this one is out of order for good.
	const attempts: number[] = [];
	let between = 1;
	const overtaken: ChainWrite = {
		async build(address, attempt) {
			attempts.push(attempt);
			const transaction = await gift('0.1').build(address, attempt);
			if (between-- > 0) await sendClassic(chainFixture.chain, [source], [spend('0.2')]);
			return transaction;
		},
		onFailure: ({ code }) => (code === 'OUT_OF_ORDER' ? 'rebuild' : 'stop'),
	};
	await channels.submit(overtaken);
	assert.equal(attempts, [1, 2]);
	between = 1;
	assert.is(await codeOf(channels.submit({ ...overtaken, onFailure: undefined })), 'OUT_OF_ORDER');

	// Its answer is lost for longer than it is waited for: the same envelope lands once.
	const built: string[] = [];
	const codes: string[] = [];
	const before = Number(await lumensOf(source.publicKey()));
	const impatient = new ChannelAccounts(
		{ ...chainFixture.chain, rpcUrl: proxy.url },
		channels.keys,
		hurryingClock(),
	);
	fate = (method) => (method === 'getTransaction' ? 'lost' : 'pass');
	await impatient.submit({
		...gift('1', built),
		onFailure: ({ code }) => {
			codes.push(code);
			fate = () => 'pass';
			return 'resend';
		},
	});
	assert.equal(codes, ['TRANSACTION_PENDING']);
	assert.is(built.length, 1);
	const spent = before - Number(await lumensOf(source.publicKey()));
	assert.ok(spent > 1 && spent < 1.01, `${spent} lumens`);
	await proxy.close();
});

/** Seconds pass as soon as somebody waits. */
function hurryingClock(): Clock {
	let ahead = 0;
	return {
		now: () => Date.now() + ahead,
		async sleep(milliseconds) {
			ahead += milliseconds;
			await new Promise((done) => setTimeout(done, 1));
		},
	};
}

test('a contract call is a write, with authorisations beside the source’s', async () => {
	const event = await chainFixture.publish();
	const channels = await channelsOf('a call', 2);
	const { registry, roles } = chainFixture.deployment;
	const allocate = (n: number) => {
		const operation = contractCall(registry, 'allocate', registryArgs('allocate', { event, tier: 0, n }));
		return channels.submit(callWrite(chainFixture.chain, operation, { signers: [keyOf(roles.relayer)] }));
	};
	await Promise.all([allocate(3), allocate(4)]);
	assert.is((await readEventState(chainFixture.chain.rpcUrl, event)).counters.tiers[0]!.fiatAllocated, 7);
});

test('so is the extension of an entry’s life', async () => {
	const event = await chainFixture.publish();
	const channels = await channelsOf('an extension', 1);
	const server = serverOf(chainFixture.chain);
	const key = xdr.LedgerKey.fromXdr(instanceKey(event), 'base64');
	const untilOf = async () =>
		(await ledgerEntries(chainFixture.chain.rpcUrl, [instanceKey(event)])).get(instanceKey(event))!
			.liveUntilLedgerSeq!;
	const before = await untilOf();
	const extendTo = before - (await server.getLatestLedger()).sequence + 1000;
	await channels.submit({
		async build(source) {
			const account = await readAccount(chainFixture.chain.rpcUrl, source);
			const draft = newBuilder(account, chainFixture.chain, '1000', await deadline(server))
				.addOperation(Operation.extendFootprintTtl({ extendTo }))
				.setSorobanData(new SorobanDataBuilder().setReadOnly([key]).build())
				.build();
			const simulated = await server.simulateTransaction(draft);
			return rpc.assembleTransaction(draft, simulated).build();
		},
	});
	assert.ok((await untilOf()) >= before + 1000);
});

test('a set without accounts says so, rather than wait for ever', async () => {
	const none = new ChannelAccounts(chainFixture.chain, []);
	assert.match(await codeOf(none.submit(gift('1'))), 'without channel accounts');
});

test.run();
