import { hash, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import {
	balanceKey,
	codeKey,
	countersKey,
	instanceKey,
	orderKey,
	paidKey,
	readEventState,
	registeredKey,
} from '#shared/chain/state/event-state.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { otherCode } from '#testing/fixtures/other-code.ts';
import type { Database } from '../models/schema.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('entries that the keeper keeps alive');
const day = 17_280;
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;
let event: string;
let keys: string[];
test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
	event = await chainFixture.publish();
	const { orders } = await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 2 }]);
	const { registry, usdc } = chainFixture.deployment;
	keys = [
		instanceKey(registry),
		registeredKey(registry, event),
		instanceKey(event),
		countersKey(event, eventV2),
		paidKey(event, eventV2),
		balanceKey(usdc, event),
		...orders.map((id) => orderKey(event, id, eventV2)),
	];
});
test.after.each(() => fixture.close());

const pass = (days: number, seconds = 0) =>
	call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: days * day, seconds });

/** Ledgers that each entry has left. */
async function lives(): Promise<number[]> {
	const found = await ledgerEntries(chainFixture.chain.rpcUrl, keys);
	return keys.map((key) => found.get(key)!.liveUntilLedgerSeq! - chainFixture.localnet.network.sequence);
}
const casesIn = async () =>
	(await db.execute(`SELECT subject, decided_at IS NULL AS open FROM relay.reviews ORDER BY opened_at`)).rows;

test('every entry is extended before it has sixty days left, code included, and the fees are counted', async () => {
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await keeper.keepAlive();
	assert.is(keeper.facts.fees.extend, 0n, 'new entries live long enough');
	await pass(65);
	assert.ok(Math.min(...(await lives())) < 60 * day);
	await keeper.keepAlive();
	assert.ok(Math.min(...(await lives())) >= 119 * day, (await lives()).join());
	assert.ok(keeper.facts.fees.extend > 0n);
	assert.ok(keeper.facts.leastLeft! >= 119 * day);
	const kinds = await db.execute(`SELECT DISTINCT kind FROM relay.kept_entries WHERE live_until IS NOT NULL`);
	assert.equal(kinds.rows.map((row) => row.kind).sort(), [
		'balance',
		'code',
		'counters',
		'instance',
		'order',
		'paid',
		'registered',
		'registry',
	]);
	const unpaid = keeper.facts.fees.extend;
	await keeper.keepAlive();
	assert.is(keeper.facts.fees.extend, unpaid, 'nothing is paid for twice');
});

test('the code of the next event is kept before any event has it', async () => {
	const { deployment, chain } = chainFixture;
	const admin = keyOf(deployment.roles.deployer);
	const wasm = otherCode('event');
	const upload = Operation.uploadContractWasm({ wasm });
	const sign = signWith(admin, chain.passphrase);
	await submit({ chain, source: admin.publicKey(), operation: upload, sign });
	const byAdmin = (name: string, args: Record<string, unknown>) =>
		chainFixture.call(admin, deployment.registry, name, args, registryArgs);
	await byAdmin('set_event_wasm', { wasm_hash: hash(wasm), version: 3 });
	await pass(1, 48 * 3600);
	await byAdmin('apply_change', { change: 0 });
	await pass(65);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await keeper.keepAlive();
	keys = [codeKey(hash(wasm))];
	assert.ok((await lives())[0]! >= 119 * day, (await lives()).join());
});

test('archived entries are restored and extended, and the event sells and pays again', async () => {
	await (await fixture.keeper(db)).round();
	await (await fixture.keeper(db)).keepAlive();
	await pass(200);
	assert.ok(Math.max(...(await lives())) < 0, 'all of it is archived');
	const keeper = await fixture.keeper(db);
	await keeper.keepAlive();
	assert.ok(Math.min(...(await lives())) >= 119 * day, (await lives()).join());
	assert.ok(keeper.facts.fees.restore > 0n);
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	await keeper.round();
	assert.equal((await readEventState(chainFixture.chain.rpcUrl, event)).paid, [
		180_000_000n,
		105_000_000n,
		15_000_000n,
	]);
});

test('with less than thirty days left a case is opened, once, and closed when the entries live again', async () => {
	await (await fixture.keeper(db)).round();
	// It has no account, so that it can pay nothing.
	const broke = await fixture.keeper(db, { payer: Keypair.random() });
	await broke.keepAlive();
	assert.equal(await casesIn(), []);
	await pass(100);
	await broke.keepAlive();
	await pass(1);
	await broke.keepAlive();
	assert.ok(broke.facts.entriesLow > 0);
	assert.equal((await casesIn()).map((each) => each.subject).sort(), [event, 'shared'].sort());
	await pass(1);
	const keeper = await fixture.keeper(db);
	await keeper.keepAlive();
	assert.is(keeper.facts.entriesLow, 0);
	assert.ok((await casesIn()).every((each) => !each.open));
});

test('long after its end an event without dues is let go, and one that owes is kept without its orders', async () => {
	const poor = Keypair.random();
	await chainFixture.wallets([poor], 0, false);
	const init = chainFixture.terms();
	init.payees[1]!.address = poor.publicKey();
	const owing = await chainFixture.publish(init);
	const { orders } = await chainFixture.buy(await chainFixture.fan(), owing, [{ tier: 0, qty: 1 }]);
	const order = orderKey(owing, orders[0]!, eventV2);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await pass(1);
	await keeper.round();
	await keeper.keepAlive();
	await pass(70, 300 * 86_400);
	await keeper.keepAlive();
	const found = await ledgerEntries(chainFixture.chain.rpcUrl, [
		countersKey(event, eventV2),
		countersKey(owing, eventV2),
		order,
	]);
	const left = (key: string) => found.get(key)!.liveUntilLedgerSeq! - chainFixture.localnet.network.sequence;
	assert.ok(left(countersKey(event, eventV2)) < 60 * day);
	assert.ok(left(countersKey(owing, eventV2)) >= 119 * day);
	assert.ok(left(order) < 60 * day, 'an order is not needed to pay');
});

test('an event of version 1 that ends in a million years is kept for three years', async () => {
	await fixture.close();
	fixture = await openKeeperFixture('first');
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
	const init = chainFixture.terms();
	init.ends_at = 2n ** 64n - 1n;
	init.policy.release_at = 2n ** 64n - 1n;
	init.policy.reserve_bps = 5000;
	const endless = await chainFixture.publish(init);
	const { orders } = await chainFixture.buy(await chainFixture.fan(), endless, [{ tier: 0, qty: 1 }]);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await keeper.keepAlive();
	const order = orderKey(endless, orders[0]!, eventV1);
	const extended = async (seconds: number) => {
		await pass(65, seconds);
		await keeper.keepAlive();
		const found = await ledgerEntries(chainFixture.chain.rpcUrl, [order]);
		return found.get(order)!.liveUntilLedgerSeq! - chainFixture.localnet.network.sequence > 60 * day;
	};
	assert.is(await extended(2 * 365 * 86_400), true);
	assert.is(await extended(365 * 86_400), false);
});

test.run();
