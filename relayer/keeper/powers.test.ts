import { randomUUID } from 'node:crypto';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import { dataKey, movedKey, orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { contacts, notices } from '../models/contacts.ts';
import { keeperScans, keptEntries } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('the keeper and the powers of version 2');
const day = 17_280;
const { keys } = eventV2;
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;

test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
});
test.after.each(() => fixture.close());

const paid = async (event: string) => (await readEventState(chainFixture.chain.rpcUrl, event)).paid;
const nothing = [0n, 0n, 0n];
const shares = [60_000_000n, 35_000_000n, 5_000_000n];
const pass = (ledgers: number, seconds = 0) =>
	call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers, seconds });
const byOrganizer = (event: string, name: string, args: Record<string, unknown>) =>
	chainFixture.call(chainFixture.organizer, event, name, args);

test('pays nobody while an event is frozen, and everybody when the freeze ends', async () => {
	const event = await chainFixture.publish();
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const { roles, registry } = chainFixture.deployment;
	const freeze = { event, seconds: 3600n };
	await chainFixture.call(keyOf(roles.deployer), registry, 'freeze', freeze, registryArgs);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await pass(1);
	await keeper.round();
	assert.equal(await paid(event), nothing);
	assert.is(keeper.facts.failures, 0, 'nothing was tried in vain');
	await pass(1, 3601);
	await keeper.round();
	assert.equal(await paid(event), shares);
});

test('pays nobody of a cancelled event, whose money is its buyers’', async () => {
	const event = await chainFixture.publish();
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	await byOrganizer(event, 'cancel', { by: chainFixture.organizer.publicKey() });
	const keeper = await fixture.keeper(db);
	await keeper.round();
	assert.equal(await paid(event), nothing);
	assert.is(keeper.facts.failures, 0);
});

test('a cancelled event queues one message for each holder, also when the scan begins again', async () => {
	const event = await chainFixture.publish();
	await chainFixture.call(chainFixture.organizer, event, 'pause', {
		by: chainFixture.organizer.publicKey(),
		on: true,
	});
	const contact = {
		...{
			id: randomUUID(),
			event,
			chainOrder: 5n,
			chainQty: 2,
			kind: 'phone' as const,
			language: 'en' as const,
		},
		...{ key: Buffer.alloc(32, 1), sealed: Buffer.alloc(40, 1), buyerKey: Buffer.alloc(32, 2) },
		createdAt: new Date(0),
	};
	await db.insert(contacts).values(contact);
	const keeper = await fixture.keeper(db);
	await keeper.round();
	assert.equal(await db.select().from(notices), [], 'a pause is no news');
	await byOrganizer(event, 'cancel', { by: chainFixture.organizer.publicKey() });
	for (const _ of [1, 2]) {
		await pass(1);
		await keeper.round();
		const queued = await db.select().from(notices);
		assert.equal(
			queued.map(({ kind, contactId }) => `${kind} ${contactId}`),
			[`cancelled ${contact.id}`],
		);
		await db.update(keeperScans).set({ ledger: 1 });
	}
});

/** Ledgers that each entry has left; null if there is none. */
async function lives(of: string[]): Promise<(number | null)[]> {
	const found = await ledgerEntries(chainFixture.chain.rpcUrl, of);
	return of.map((key) => {
		const until = found.get(key)?.liveUntilLedgerSeq;
		return until === undefined ? null : until - chainFixture.localnet.network.sequence;
	});
}

test('keeps alive what version 2 writes: powers, complimentary orders, moved and listed tickets, creators', async () => {
	const init = chainFixture.terms({ complimentary: 5 });
	init.policy = { ...init.policy, resale_cap_bps: 10_000, resale_limit: 2 };
	const event = await chainFixture.publish(init);
	const [fan, friend, creator] = [await chainFixture.fan(), await chainFixture.fan(), Keypair.random()];
	await chainFixture.wallets([creator]);
	const { orders } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	const [kept, sold] = [0, 1].map((index) => ticketId(orders[0]!, index)) as [bigint, bigint];
	const minted = await byOrganizer(event, 'mint_ticket', { to: friend.publicKey(), tier: 0, nonce: 1n });
	const terms_hash = new Uint8Array(32);
	await byOrganizer(event, 'set_commission', { creator: creator.publicKey(), bps: 500, terms_hash });
	await byOrganizer(event, 'set_gate', { gate: friend.publicKey(), on: true });
	const price = 100_000_000n;
	for (const ticket of [kept, sold]) await chainFixture.call(fan, event, 'list', { ticket, price });
	await chainFixture.call(friend, event, 'buy_listed', {
		buyer: friend.publicKey(),
		ticket: sold,
		max_price: price,
	});
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await keeper.keepAlive();
	const gone = dataKey(event, keys.listed(sold)!);
	const made = [
		dataKey(event, keys.state!),
		orderKey(event, (minted.returnValue as { u64: bigint }).u64, eventV2),
		movedKey(event, sold, eventV2),
		dataKey(event, keys.listed(kept)!),
		dataKey(event, keys.creator(creator.publicKey())!),
	];
	await pass(65 * day);
	await keeper.keepAlive();
	assert.ok(
		(await lives(made)).every((left) => left !== null && left >= 119 * day),
		(await lives(made)).join(),
	);
	assert.equal(
		await db.select().from(keptEntries).where(eq(keptEntries.key, gone)),
		[],
		'a listing that ended',
	);
	await chainFixture.call(fan, event, 'unlist', { ticket: kept });
	await keeper.round();
	const [listing] = await db.select().from(keptEntries).where(eq(keptEntries.key, made[3]!));
	assert.is(listing, undefined, 'one that was taken back is not restored');
});

test('keeps alive what a refund that could not be delivered left behind', async () => {
	const event = await chainFixture.publish();
	const fan = await chainFixture.fan();
	const { orders } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await byOrganizer(event, 'cancel', { by: chainFixture.organizer.publicKey() });
	const { asset, chain, deployment } = chainFixture;
	const trustor = fan.publicKey();
	const freeze = Operation.setTrustLineFlags({ trustor, asset, flags: { authorized: false } });
	await sendClassic(chain, [keyOf(deployment.roles.issuer!)], [freeze]);
	await byOrganizer(event, 'refund', { order: orders[0]!, mask: 1, credits: [] });
	const keeper = await fixture.keeper(db);
	await keeper.round();
	await keeper.keepAlive();
	await pass(65 * day);
	await keeper.keepAlive();
	const [owed] = await lives([dataKey(event, keys.owed(trustor)!)]);
	assert.ok(owed !== null && owed! >= 119 * day, String(owed));
});

test.run();
