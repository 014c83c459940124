import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import { dataKey, entryNative } from '#shared/chain/state/event-state.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { Database } from '../models/schema.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('the keeper and creators');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;

test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
});
test.after.each(() => fixture.close());

/** What a creator earned and got of an event. */
async function account(event: string, creator: Keypair) {
	const key = dataKey(event, eventV2.keys.creator(creator.publicKey())!);
	const entry = (await ledgerEntries(chainFixture.chain.rpcUrl, [key])).get(key)!;
	const { earned, paid } = eventV2.decodeCreator!(entryNative(entry));
	return [earned, paid];
}

/** Fiat orders of one ticket at 10 USDC each, every one of them credited to one of these creators at 5 %. */
async function creditedSales(event: string, creators: Keypair[]): Promise<void> {
	const { roles, registry } = chainFixture.deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	const { organizer } = chainFixture;
	for (const creator of creators)
		await chainFixture.call(organizer, event, 'set_commission', {
			creator: creator.publicKey(),
			bps: 500,
			terms_hash: new Uint8Array(32),
		});
	const seats = { event, tier: 0, n: creators.length };
	await chainFixture.call(relayer, registry, 'allocate', seats, registryArgs);
	const items = creators.map((creator) => ({
		owner: Keypair.random().publicKey(),
		tier: 0,
		qty: 1,
		evidence: new Uint8Array(32),
		splitsVersion: 1,
		termsVersion: 1,
		credits: [{ creator: creator.publicKey(), weight: 10_000 }],
	}));
	const batch = { event, lane: 0, seq: 1, items };
	await chainFixture.call(relayer, registry, 'settle_batch', batch, registryArgs, [treasury]);
}

test('pays each creator what their sales earned, also where they are more than fit into a call', async () => {
	const event = await chainFixture.publish();
	const creators = Array.from({ length: 10 }, () => Keypair.random());
	await chainFixture.wallets(creators);
	await creditedSales(event, creators);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	for (const creator of creators)
		assert.equal(await account(event, creator), [5_000_000n, 5_000_000n], creator.publicKey());
	const { payouts } = keeper.facts;
	assert.is(payouts, 2);
	chainFixture.localnet.network.close();
	await keeper.round();
	assert.is(keeper.facts.payouts, payouts, 'nobody is paid twice');
});

test('one who cannot receive blocks nobody, and is paid once that is mended', async () => {
	const event = await chainFixture.publish();
	const [able, unable] = [Keypair.random(), Keypair.random()];
	await chainFixture.wallets([able]);
	await chainFixture.wallets([unable], 0, false);
	await creditedSales(event, [able, unable]);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	assert.equal(await account(event, able), [5_000_000n, 5_000_000n]);
	assert.equal(await account(event, unable), [5_000_000n, 0n]);
	assert.is(keeper.facts.failing, 1);
	const { asset, chain } = chainFixture;
	await sendClassic(chain, [unable], [Operation.changeTrust({ asset })]);
	await call(chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 31 });
	await keeper.round();
	assert.equal(await account(event, unable), [5_000_000n, 5_000_000n]);
	assert.is(keeper.facts.failing, 0);
});

test.run();
