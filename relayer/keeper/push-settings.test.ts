import { hash, type Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { instanceKey, readEventState } from '#shared/chain/state/event-state.ts';
import type { Setting } from '#shared/contract/registry.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import type { Database } from '../models/schema.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('the registry’s settings reach events that live');
const usdc = 10_000_000n;
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;
let admin: Keypair;

test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
	admin = keyOf(chainFixture.deployment.roles.deployer);
});
test.after.each(() => fixture.close());

const byAdmin = (name: string, args: Record<string, unknown>) =>
	chainFixture.call(admin, chainFixture.deployment.registry, name, args, registryArgs);
const propose = (setting: Setting) => byAdmin('propose', { setting });
const config = async (event: string) => (await readEventState(chainFixture.chain.rpcUrl, event)).config;
const nextLedger = () => call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 0 });

test('a lower cap and another key reach every event, also one of another organizer, and no call is made twice', async () => {
	const events = [await chainFixture.publish(), await chainFixture.publish()];
	const keeper = await fixture.keeper(db);
	await keeper.round();
	const before = await config(events[0]!);
	await keeper.pushSettings();
	assert.equal(await config(events[0]!), before, 'what they were created with is the registry’s');
	await propose({ tag: 'Cap', values: [500n * usdc] });
	const key = new Uint8Array(hash(Buffer.from('attribution')));
	await propose({ tag: 'AttributionKey', values: [key] });
	await call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 48 * 3600 });
	await byAdmin('apply_change', { change: 7 });
	assert.is((await config(events[0]!)).cap, before.cap, 'the registry’s change alone changes no event');
	await keeper.pushSettings();
	for (const event of events) {
		const { cap, attribution_key } = await config(event);
		assert.is(cap, 500n * usdc);
		assert.equal(new Uint8Array(attribution_key), key);
	}
	const counted = async () => (await readEventState(chainFixture.chain.rpcUrl, events[0]!)).counters;
	const after = await counted();
	await nextLedger();
	// A process that begins again knows nothing, and reads that all is done.
	await (await fixture.keeper(db)).pushSettings();
	assert.equal(await counted(), after);
});

test('an event whose call does not get through is tried again', async () => {
	const event = await chainFixture.publish();
	let isDown = true;
	const proxy = await lyingProxy(chainFixture.chain.rpcUrl, (method, _, answer) => {
		if (isDown && method === 'simulateTransaction') {
			delete answer.result;
			Object.assign(answer, { error: { code: -32603, message: 'internal error' } });
		}
	});
	const keeper = await fixture.keeper(db, { chain: { ...chainFixture.chain, rpcUrl: proxy.url } });
	await keeper.round();
	await propose({ tag: 'Cap', values: [500n * usdc] });
	await keeper.pushSettings();
	assert.is.not((await config(event)).cap, 500n * usdc);
	isDown = false;
	await keeper.pushSettings();
	assert.is((await config(event)).cap, 500n * usdc);
	await proxy.close();
});

test('an event that cannot be read now is read again: it may be restored, and sell above a lowered cap', async () => {
	const event = await chainFixture.publish();
	let isGone = true;
	const proxy = await lyingProxy(chainFixture.chain.rpcUrl, (method, _, answer) => {
		const { entries } = (answer.result ?? {}) as { entries?: { key: string }[] };
		if (isGone && method === 'getLedgerEntries' && entries)
			Object.assign(answer.result as object, {
				entries: entries.filter(({ key }) => key !== instanceKey(event)),
			});
	});
	const keeper = await fixture.keeper(db, { chain: { ...chainFixture.chain, rpcUrl: proxy.url } });
	isGone = false;
	await keeper.round();
	isGone = true;
	await propose({ tag: 'Cap', values: [500n * usdc] });
	await keeper.pushSettings();
	assert.is.not((await config(event)).cap, 500n * usdc);
	isGone = false;
	await keeper.pushSettings();
	await proxy.close();
	assert.is((await config(event)).cap, 500n * usdc);
});

test.run();
