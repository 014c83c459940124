import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { proveNetwork } from '#shared/service/rpc.server.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import { switchingNode } from '#testing/proxies/switching-node.ts';
import { keepLedger } from '../models/network.ts';
import { startRelayer } from '../relayer.ts';
import type { RelayerOptions } from '../relayer-resources.ts';
import { type Fixture, freshPhone, openFixture } from './fixture.ts';
import { optionsOf, type Running, startRunning } from './running-relayer.ts';

const test = suite('a relayer whose network is another one with the same passphrase');
let fixture: Fixture;
/** The same passphrase, registry, keys and event, and other ledgers: a network after a reset, or a private copy. */
let reset: ChainFixture;
let event: string;
let node: Awaited<ReturnType<typeof switchingNode>>;
let running: Running;

test.before(async () => {
	[fixture, reset] = await Promise.all([openFixture(), ChainFixture.start()]);
	event = await fixture.chainFixture.publish();
	// From here on the copies of one network differ, even if they close in the same second.
	await reset.fan();
	assert.is(await reset.publish(), event);
	node = await switchingNode(fixture.chainFixture.chain.rpcUrl);
	running = await startRunning(fixture, { chain: chain() });
	await moveTo(fixture.chainFixture, 60);
	await until('the seats', async () => (await soldOn(fixture.chainFixture)).fiatAllocated > 0);
});
test.after(async () => {
	await running.stop();
	await node.close();
	await Promise.all([reset.close(), fixture.close()]);
});

const chain = () => ({ ...fixture.chainFixture.chain, rpcUrl: node.url });
const soldOn = async (on: ChainFixture) => (await readEventState(on.chain.rpcUrl, event)).counters.tiers[0]!;
/** One round of what the relayer does every 30 s. */
const prove = () => proveNetwork(chain(), (known) => keepLedger(fixture.db, known));
const codeAt = async (url: string) => (await (await fetch(`${url}/readyz`)).json()).code;
const buy = () => running.order({ event, phone: freshPhone() });

async function moveTo({ localnet: { network } }: ChainFixture, ledger: number): Promise<void> {
	while (network.sequence < ledger) network.close();
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 60_000; !(await look()); await new Promise((done) => setTimeout(done, 20)))
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

/** The next start, with other settings: its code, and that of its readiness. */
async function startWith(change: Partial<RelayerOptions>): Promise<[string, string]> {
	const { callers, log } = running.options;
	const relayer = await startRelayer({ ...optionsOf(fixture, 0), mpesa: null, callers, log, ...change });
	try {
		return [await codeOf(relayer.started), await codeAt(relayer.url)];
	} finally {
		await relayer.stop();
	}
}

test('takes no order while the node has another ledger, and goes on when it is right again', async () => {
	await prove();
	await moveTo(reset, 100);
	node.point(reset.chain.rpcUrl);
	assert.is(await codeOf(checkNetwork(chain())), 'RPC_WRONG_HISTORY');
	assert.is(await codeAt(running.relayer.url), 'RPC_WRONG_HISTORY');
	const refused = await buy();
	assert.equal([refused.status, refused.body.code], [503, 'RPC_WRONG_HISTORY']);
	assert.not.match(refused.body.detail, node.url);
	assert.equal(await fixture.rows('SELECT no FROM relay.orders'), []);
	node.point(fixture.chainFixture.chain.rpcUrl);
	await checkNetwork(chain());
	assert.is((await running.until((await buy()).body as never, ['issued'])).state, 'issued');
	assert.equal(await soldOn(reset), { sold: 0, fiatAllocated: 0, fiatSold: 0 });
});

test('notices immediately that the ledgers’ numbers went back', async () => {
	await moveTo(fixture.chainFixture, 200);
	await prove();
	node.point(reset.chain.rpcUrl);
	// Nobody asks for the network: the lanes, the treasury's reading or the keeper ask for something else.
	await until('a reason', async () => (await codeAt(running.relayer.url)) === 'RPC_BEHIND');
	assert.is((await buy()).body.code, 'RPC_BEHIND');
	node.point(fixture.chainFixture.chain.rpcUrl);
	await until('readiness', async () => (await codeAt(running.relayer.url)) === 'READY');
});

test('a node that lags by less than six ledgers is believed', async () => {
	await moveTo(fixture.chainFixture, 240);
	const { network } = fixture.chainFixture.localnet;
	const before = network.sequence;
	await prove();
	const [{ ledger }] = await fixture.rows('SELECT ledger FROM relay.network');
	// A transaction of the relayer's own may close another ledger meanwhile.
	assert.ok(ledger >= before - 6 && ledger <= network.sequence - 6, `${ledger}, ${before}`);
});

test('does not start on a network that was reset, and sends it nothing', async () => {
	const other = await misbehavingNode(reset.chain.rpcUrl);
	const onReset = { chain: { ...reset.chain, rpcUrl: other.url } };
	await moveTo(reset, 300);
	assert.equal(await startWith(onReset), ['RPC_WRONG_HISTORY', 'RPC_WRONG_HISTORY']);
	const asked = [...new Set(other.asked.map(({ method }) => method))].sort();
	assert.equal(asked, ['getLatestLedger', 'getLedgers', 'getNetwork']);
	await other.close();
});

test('the negative control: without the ledger that is kept, that network is taken for ours', async () => {
	const other = await switchingNode(reset.chain.rpcUrl);
	const kept = await fixture.rows('UPDATE relay.network SET ledger = NULL, hash = NULL RETURNING ledger');
	assert.is(kept.length, 1);
	assert.equal(await startWith({ chain: { ...reset.chain, rpcUrl: other.url } }), ['none', 'READY']);
	await other.close();
	await fixture.rows('UPDATE relay.network SET ledger = NULL, hash = NULL');
});

test('does not start on the orders of another network or registry', async () => {
	const passphrase = 'Another Network';
	const other = await misbehavingNode(fixture.chainFixture.chain.rpcUrl);
	const [onOther] = await startWith({ chain: { rpcUrl: other.url, passphrase } });
	assert.is(onOther, 'DATABASE_OF_ANOTHER_CHAIN');
	assert.is((await startWith({ registry: event }))[0], 'DATABASE_OF_ANOTHER_CHAIN');
	const asked = [...new Set(other.asked.map(({ method }) => method))];
	assert.equal(asked, ['getLatestLedger'], 'only readiness asks, for the age of its newest ledger');
	await other.close();
});

test('does not start with another USDC than the registry’s', async () => {
	const { usdcAsset } = optionsOf(fixture, 0);
	const other = `USDC:${Keypair.random().publicKey()}`;
	assert.is((await startWith({ usdcAsset: other }))[0], 'ENV_INVALID');
	assert.is((await startWith({ usdcAsset }))[0], 'none');
});

test.run();
