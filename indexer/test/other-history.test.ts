import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { noNetworks } from '#shared/service/address.ts';
import { proveNetwork } from '#shared/service/rpc.server.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { switchingNode } from '#testing/proxies/switching-node.ts';
import { startIndexer } from '../indexer.ts';
import { until } from './indexer-fixture.ts';
import { openCluster, openStore, quiet, type Store } from './store.ts';

const test = suite('an indexer whose network is another one with the same passphrase');
let ours: ChainFixture;
/** The same passphrase and contracts, and other ledgers. */
let reset: ChainFixture;
let cluster: TestPostgres;
let store: Store;
let node: Awaited<ReturnType<typeof switchingNode>>;

test.before(async () => {
	[ours, reset, cluster] = await Promise.all([ChainFixture.start(), ChainFixture.start(), openCluster()]);
	await ours.publish();
	// Both began as copies of one network. Where they close in the same second, only another transaction tells them apart.
	await reset.fan();
	await reset.publish();
	closeUpTo(ours, 60);
	closeUpTo(reset, 120);
});
test.before.each(async () => {
	store = await openStore(cluster);
	node = await switchingNode(ours.chain.rpcUrl);
});
test.after.each(async () => {
	await store.close();
	await node.close();
});
test.after(async () => {
	await cluster.stop();
	await Promise.all([ours.close(), reset.close()]);
});

function closeUpTo({ localnet: { network } }: ChainFixture, ledger: number): void {
	while (network.sequence < ledger) network.close();
}

const start = ({ registry = ours.deployment.registry, rpcUrl = node.url } = {}) =>
	startIndexer({
		databaseUrl: store.url,
		rpcUrl,
		network: ours.chain.passphrase,
		registry,
		sinceLedger: ours.deployment.sinceLedger,
		metadataBase: new URL('file:///nowhere/'),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		proxies: noNetworks,
		log: quiet,
	});

const codeAt = async (url: string) => (await (await fetch(`${url}/readyz`)).json()).code;
const written = () => store.rows('SELECT ledger, announced FROM chain.checkpoint');

test('is not ready once its node has another ledger, writes nothing, and goes on when it is right again', async () => {
	const chain = { ...ours.chain, rpcUrl: node.url };
	const indexer = await start();
	try {
		await indexer.started;
		await until('readiness', async () => (await codeAt(indexer.url)) === 'READY');
		await proveNetwork(chain);
		node.point(reset.chain.rpcUrl);
		assert.is(await codeOf(checkNetwork(chain)), 'RPC_WRONG_HISTORY');
		assert.is(await codeAt(indexer.url), 'RPC_WRONG_HISTORY');
		const status = await until('the state', async () => {
			const found = await (await fetch(`${indexer.url}/status`)).json();
			return found.state === 'divergent' && found;
		});
		assert.match(status.reason, /was the network reset/);
		const before = await written();
		const { sequence } = reset.localnet.network;
		await until('another ledger of the other one', () => reset.localnet.network.sequence > sequence + 1);
		assert.equal(await written(), before);
		node.point(ours.chain.rpcUrl);
		await until('readiness', async () => (await codeAt(indexer.url)) === 'READY');
	} finally {
		await indexer.stop();
	}
});

test('is not ready from its start on, on a network that was reset', async () => {
	const first = await start();
	await first.started;
	await until('readiness', async () => (await codeAt(first.url)) === 'READY');
	await first.stop();
	const before = await written();
	// A process that has just begun knows nothing of the node: here that is another address.
	const other = await switchingNode(reset.chain.rpcUrl);
	const again = await start({ rpcUrl: other.url });
	try {
		await again.started;
		await until('a halt', async () => (await codeAt(again.url)) === 'HALTED');
		assert.equal(await written(), before);
	} finally {
		await again.stop();
		await other.close();
	}
});

test('does not begin if there is no registry', async () => {
	const wrong = await start({ registry: await reset.publish() });
	const [code, ready] = [await codeOf(wrong.started), await codeAt(wrong.url)];
	await wrong.stop();
	assert.equal([code, ready], ['REGISTRY_MISSING', 'STARTING']);
	assert.equal(await written(), [], 'the database stays empty');
	// The negative control.
	const right = await start();
	assert.is(await codeOf(right.started), 'none');
	await right.stop();
});

test.run();
