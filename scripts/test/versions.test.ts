import { readFileSync } from 'node:fs';
import { hash, Keypair, Operation, scValToNative } from '@stellar/stellar-sdk';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startIndexer } from '#indexer/indexer.ts';
import { openCluster, openStore, type Store } from '#indexer/test/store.ts';
import { Keeper } from '#relayer/keeper/keeper.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { call } from '#shared/chain/rpc.ts';
import { failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { settleBatch } from '#shared/contract/registry-args.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { applyCode, proposeCode } from '../code/change-code.ts';
import { keyOf } from '../deploy/deployment.ts';
import { committedFile } from '../wasm/artifacts.ts';

const test = suite('two versions of the event contract');
/** A release from before the second version. */
const earlier: EventVersions = Object.fromEntries(
	Object.entries(eventVersions).filter(([, { version }]) => version === 1),
);
const hours = 3600;
const log = pino({ level: 'silent' });

let chainFixture: ChainFixture;
let cluster: TestPostgres;
let store: Store;
/** One of each version, in the order of publishing. */
const events: string[] = [];

async function publishOne(nonce: bigint, known = eventVersions): Promise<string> {
	const { chain, organizer, deployment } = chainFixture;
	const publication = {
		registry: deployment.registry,
		organizer: organizer.publicKey(),
		nonce,
		init: chainFixture.terms(),
	};
	return (await publish(chain, publication, signWith(organizer, chain.passphrase), known)).event;
}

async function buyOne(event: string, qty = 1, known = eventVersions) {
	const fan = await chainFixture.fan();
	const items = [{ tier: 0, qty }];
	const quoted = await quote(chainFixture.chain, event, fan.publicKey(), items, undefined, known);
	return buy(chainFixture.chain, quoted, signWith(fan, chainFixture.chain.passphrase));
}

async function settle(event: string, seq: number) {
	const { chain, deployment } = chainFixture;
	const [relayer, treasury] = [keyOf(deployment.roles.relayer), keyOf(deployment.roles.treasury)];
	const state = await readEventState(chain.rpcUrl, event);
	const items = [2, 3].map((qty) => ({
		owner: Keypair.random().publicKey(),
		tier: 0,
		qty,
		evidence: new Uint8Array(32),
		splitsVersion: state.counters.splitsVersion,
		termsVersion: state.counters.termsVersion,
		credits: [],
	}));
	const landed = await submit({
		chain,
		source: relayer.publicKey(),
		operation: settleBatch(deployment.registry, state.version, { event, lane: 0, seq, items }),
		sign: signWith(relayer, chain.passphrase),
		signers: [treasury],
		failures: failuresOf(event, state),
	});
	return scValToNative(landed.returnValue!);
}

/** The registry becomes today's, and publishes the second version from now on: each after the delay of its rules. */
async function upgrade(): Promise<void> {
	const { chain, deployment } = chainFixture;
	const by = keyOf(deployment.roles.deployer);
	const sign = signWith(by, chain.passphrase);
	for (const kind of ['registry', 'event'] as const) {
		const wasm = readFileSync(committedFile(kind));
		const operation = Operation.uploadContractWasm({ wasm });
		await submit({ chain, source: by.publicKey(), operation, sign });
		const change = { chain, registry: deployment.registry, by, kind };
		await proposeCode(change, hash(wasm));
		assert.is(await codeOf(applyCode(change)), 'CHANGE_TOO_EARLY');
		await call(chain.rpcUrl, 'localnet_advance', { seconds: 48 * hours });
		await applyCode(change);
	}
}

test.before(async () => {
	[chainFixture, cluster] = await Promise.all([ChainFixture.start('instant', 'first'), openCluster()]);
	store = await openStore(cluster);
	events.push(await publishOne(1n));
	await buyOne(events[0]!);
	await upgrade();
	events.push(await publishOne(2n));
});
test.after(async () => {
	await store.close();
	await cluster.stop();
	await chainFixture.close();
});

test('have each its own code, and the registry knows which', async () => {
	const states = await Promise.all(events.map((event) => readEventState(chainFixture.chain.rpcUrl, event)));
	assert.equal(
		states.map(({ version, config }) => [version.version, config.version]),
		[
			[1, 1],
			[2, 2],
		],
	);
});

test('both sell to wallets, the first also after the switch', async () => {
	for (const event of events) {
		const { tickets, total } = await buyOne(event, 2);
		assert.is(tickets.length, 2);
		assert.is(total, 200_000_000n);
	}
});

test('a reader who does not know the second refuses it, and goes on with the first', async () => {
	const [first, second] = events as [string, string];
	const { deployment, chain } = chainFixture;
	assert.is(await codeOf(buyOne(second, 1, earlier)), 'EVENT_VERSION_UNKNOWN');
	assert.is(await codeOf(publishOne(3n, earlier)), 'EVENT_VERSION_UNKNOWN');
	const { registry, usdc, sinceLedger } = deployment;
	const source = { ...chain, registry, usdc, sinceLedger, versions: earlier };
	assert.is(await codeOf(collectEvidence(source, second)), 'EVENT_VERSION_UNKNOWN');
	assert.ok((await buyOne(first, 1, earlier)).hash);
});

test('control: the second version does not accept the first one’s call', async () => {
	const fan = await chainFixture.fan();
	const second = (known: EventVersion): EventVersions =>
		Object.fromEntries(Object.keys(eventVersions).map((hash) => [hash, { ...known, ...reads(eventV2) }]));
	const quoteAs = (known: EventVersion) =>
		codeOf(
			quote(chainFixture.chain, events[1]!, fan.publicKey(), [{ tier: 0, qty: 1 }], undefined, second(known)),
		);
	assert.equal([await quoteAs(eventV1), await quoteAs(eventV2)], ['CALL_FAILED', 'none']);
});

/** How a version reads: the rest is how it is called. */
const reads = ({ keys, decodeConfig, decodeState, decodeCounters }: EventVersion) => ({
	keys,
	decodeConfig,
	decodeState,
	decodeCounters,
});

test('both settle batches of fiat orders through the registry', async () => {
	const { deployment } = chainFixture;
	const relayer = keyOf(deployment.roles.relayer);
	for (const event of events) {
		const allocation = { event, tier: 0, n: 10 };
		await chainFixture.call(relayer, deployment.registry, 'allocate', allocation, registryArgs);
		assert.is(await settle(event, 1), 0b11n);
		assert.is(await codeOf(settle(event, 1)), 'SEQUENCE_USED');
	}
});

test('the keeper pays the payees of both', async () => {
	const { chain, deployment } = chainFixture;
	const relayer = keyOf(deployment.roles.relayer);
	const channels = channelKeys(relayer.secret(), 'keeper channel', 2);
	await openChannels(chain, relayer, channels);
	const { registry, sinceLedger } = deployment;
	const { db, close } = openPostgres((await cluster.database()).urls('relayer').run, {});
	const keeper = new Keeper({
		db,
		chain,
		registry,
		sinceLedger,
		channels: new ChannelAccounts(chain, channels),
		payer: relayer,
		minDue: 1n,
		archive: null,
		log,
	});
	await keeper.round();
	await close();
	for (const event of events) {
		const { paid, counters } = await readEventState(chain.rpcUrl, event);
		assert.is(
			paid.reduce((n, p) => n + p, 0n),
			counters.gross,
		);
	}
});

test('an audit of each is green, also with the registry’s new code', async () => {
	const { chain, deployment } = chainFixture;
	const { registry, usdc, sinceLedger } = deployment;
	chainFixture.localnet.network.close();
	for (const event of events) {
		const { checks, green } = audit(await collectEvidence({ ...chain, registry, usdc, sinceLedger }, event));
		assert.ok(green, JSON.stringify(checks.filter((c) => !c.ok)));
	}
});

test('the indexer reads both; one that does not know the second holds it alone, and reads it once updated', async () => {
	const older = await openStore(cluster);
	const { chain, deployment } = chainFixture;
	const options = {
		rpcUrl: chain.rpcUrl,
		network: chain.passphrase,
		registry: deployment.registry,
		sinceLedger: deployment.sinceLedger,
		metadataBase: new URL('file:///nowhere/'),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		proxies: noNetworks,
		log,
	};
	const indexer = await startIndexer({ ...options, databaseUrl: store.url });
	let second = await startIndexer({ ...options, databaseUrl: older.url, versions: earlier });
	try {
		const grossOf = async (event: string) => {
			const answer = await fetch(`${indexer.url}/v1/events/${event}`);
			return answer.ok ? ((await answer.json()) as { gross: string; n: string }) : null;
		};
		for (const event of events) {
			const { counters } = await readEventState(chain.rpcUrl, event);
			await until(async () => (await grossOf(event))?.n === String(counters.n));
			assert.is((await grossOf(event))!.gross, String(counters.gross));
		}
		const held = () => older.rows('SELECT contract, code, reason FROM chain.quarantine');
		await until(async () => (await held()).length === 1);
		const [log] = await held();
		assert.equal([log.contract, log.code], [events[1], 'EVENT_VERSION_UNKNOWN']);
		assert.match(log.reason, 'does not know the event');
		const read = async () => (await older.rows('SELECT count(*)::int AS n FROM chain.events'))[0].n;
		assert.is(await read(), 1, 'the first is read');
		await second.stop();
		await older.rows('UPDATE chain.quarantine SET next_at = now()');
		second = await startIndexer({ ...options, databaseUrl: older.url });
		await until(async () => (await held()).length === 0);
		assert.is(await read(), 2);
		const numbers = 'SELECT address, n, log, gross FROM chain.events ORDER BY no';
		assert.equal(
			await older.rows(numbers),
			await store.rows(numbers),
			'as one that knew both from the start',
		);
	} finally {
		await Promise.all([indexer.stop(), second.stop()]);
		await older.close();
	}
});

async function until(holds: () => Promise<boolean>): Promise<void> {
	const end = Date.now() + 30_000;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error('waited in vain');
		await new Promise((done) => setTimeout(done, 20));
	}
}

test.run();
