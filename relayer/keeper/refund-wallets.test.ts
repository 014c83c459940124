import { type Keypair, Operation, type Transaction } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { PassaError } from '#shared/errors.ts';
import { buyAttributed, openAttribution, reward } from '#testing/fixtures/attributed-sale.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { Database } from '../models/schema.ts';
import type { Keeper } from './keeper.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('the keeper and the wallets of a cancelled event');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;
let keeper: Keeper;
let event: string;
let fans: Keypair[];

const price = 100_000_000n;
const stateOf = async () => (await readEventState(chainFixture.chain.rpcUrl, event)).counters;
const byOrganizer = (name: string, args: Record<string, unknown>) =>
	chainFixture.call(chainFixture.organizer, event, name, args);
const cancel = () => byOrganizer('cancel', { by: chainFixture.organizer.publicKey() });
const usdcOf = (fan: Keypair) => {
	const { code, issuer } = chainFixture.deployment.usdcAsset;
	return holdingOf(chainFixture.chain.rpcUrl, `${code}:${issuer}`, fan.publicKey());
};
/** Rounds on new ledgers, until nothing is left that one of them would do. */
async function rounds(n: number): Promise<void> {
	for (let i = 0; i < n; i++) {
		await call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 1 });
		await keeper.round();
	}
}

test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
	event = await chainFixture.publish(chainFixture.terms({ complimentary: 1 }));
	fans = [await chainFixture.fan(), await chainFixture.fan()];
	keeper = await fixture.keeper(db);
});
test.after.each(() => fixture.close());

test('gives each payer the whole price back, also for a ticket that was passed on or used; gifts bring nothing', async () => {
	const [fan, friend] = fans as [Keypair, Keypair];
	const { tickets } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	await chainFixture.buy(friend, event, [{ tier: 0, qty: 2 }]);
	await byOrganizer('mint_ticket', { to: friend.publicKey(), tier: 0, nonce: 1n });
	const given = { from: fan.publicKey(), to: friend.publicKey(), token_id: tickets[1]! };
	await chainFixture.call(fan, event, 'transfer', given);
	await cancel();
	await rounds(4);
	const { refundable, refunded } = await stateOf();
	assert.equal([refundable, refunded], [0n, 5n * price]);
	assert.is(await usdcOf(fan), 1000n * 10_000_000n, 'who paid has it, not who holds it');
	assert.is(await usdcOf(friend), 1000n * 10_000_000n);
	await rounds(2);
	assert.is((await stateOf()).refunded, 5n * price, 'nobody twice');
});

test('waits while money is missing, and goes on once the organizer has put it in', async () => {
	await chainFixture.buy(fans[0]!, event, [{ tier: 0, qty: 2 }]);
	await rounds(1);
	await cancel();
	await rounds(3);
	assert.is((await stateOf()).refunded, 0n);
	// Their shares of two tickets are what the event lacks.
	const rich = await chainFixture.fan(1000);
	const { asset } = chainFixture;
	const gift = Operation.payment({ asset, amount: '20', destination: chainFixture.organizer.publicKey() });
	await sendClassic(chainFixture.chain, [rich], [gift]);
	await byOrganizer('fund_refunds', { amount: 2n * price });
	await rounds(3);
	assert.is((await stateOf()).refunded, 2n * price);
});

test('once all are given back, what is left goes to who put it in, then to the payees, without anybody asking', async () => {
	await chainFixture.buy(fans[0]!, event, [{ tier: 0, qty: 1 }]);
	const rich = await chainFixture.fan(1000);
	const { asset, organizer } = chainFixture;
	const gift = Operation.payment({ asset, amount: '20', destination: organizer.publicKey() });
	await sendClassic(chainFixture.chain, [rich], [gift]);
	const before = await usdcOf(organizer);
	await cancel();
	await byOrganizer('fund_refunds', { amount: 2n * price });
	assert.is(await usdcOf(organizer), before! - 2n * price);
	await rounds(6);
	const { refundable, topUps } = await stateOf();
	assert.equal([refundable, topUps], [0n, 0n]);
	assert.is(await usdcOf(organizer), before!, 'nothing was paid out before, so all of it comes back');
});

test('leaves tickets alone that the treasury paid for', async () => {
	const { roles, registry } = chainFixture.deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	await chainFixture.call(relayer, registry, 'allocate', { event, tier: 0, n: 1 }, registryArgs);
	const item = { owner: fans[0]!.publicKey(), tier: 0, qty: 1, evidence: new Uint8Array(32) };
	const items = [{ ...item, splitsVersion: 1, termsVersion: 1, credits: [] }];
	const batch = { event, lane: 0, seq: 1, items };
	await chainFixture.call(relayer, registry, 'settle_batch', batch, registryArgs, [treasury]);
	await chainFixture.buy(fans[1]!, event, [{ tier: 0, qty: 1 }]);
	await cancel();
	await rounds(3);
	const { refundable, refunded } = await stateOf();
	assert.equal([refundable, refunded], [price, price]);
	assert.is(keeper.facts.failures, 0, 'nothing was tried in vain');
});

test('gives back orders whose creators earned of them, before they were paid and after', async () => {
	const key = await openAttribution(chainFixture);
	const credited = await chainFixture.publish(chainFixture.terms());
	event = credited;
	const creator = await chainFixture.fan(0);
	await reward(chainFixture, event, creator);
	const [fan, friend] = fans as [Keypair, Keypair];
	await buyAttributed(chainFixture, event, { fan, creator, key, qty: 2 });
	await buyAttributed(chainFixture, event, { fan: friend, creator, key, qty: 1 });
	assert.is((await stateOf()).commissions, (3n * price) / 20n);
	await cancel();
	await rounds(4);
	const { refundable, refunded } = await stateOf();
	assert.equal([refundable, refunded], [0n, 3n * price]);
	assert.is(await usdcOf(fan), 1000n * 10_000_000n);
});

test('of more orders than one round reads, one whose refund fails stops no other, and is tried again', async () => {
	const orders = 23;
	for (let i = 0; i < orders; i++) await chainFixture.buy(fans[i % 2]!, event, [{ tier: 0, qty: 1 }]);
	await cancel();
	const { channels } = await fixture.options(db);
	const broken = { calls: 0, order: null as string | null };
	const { submit } = channels;
	channels.submit = (write) =>
		submit.call(channels, {
			...write,
			async build(source, attempt) {
				const transaction = await write.build(source, attempt);
				const order = orderIn(transaction);
				broken.order ??= order;
				if (order === null || order !== broken.order) return transaction;
				broken.calls++;
				throw new PassaError('RPC_ERROR', 'this one never lands');
			},
		});
	keeper = await fixture.keeper(db, { channels });
	await rounds(4);
	assert.is((await stateOf()).refunded, BigInt(orders - 1) * price, 'all others have their money');
	assert.ok(broken.calls > 1, 'it is tried again after all others had their turn');
	keeper = await fixture.keeper(db);
	await rounds(4);
	assert.is((await stateOf()).refunded, BigInt(orders) * price);
	assert.is((await usdcOf(fans[0]!))! + (await usdcOf(fans[1]!))!, 2000n * 10_000_000n, 'nobody twice');
});

/** The order that a refund's transaction names; null for other calls. */
function orderIn({ operations }: Transaction): string | null {
	const [operation] = operations;
	if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
		return null;
	const { functionName, args } = operation.func.invokeContract;
	return String(functionName) === 'refund' ? args[0]!.toXdr('base64') : null;
}

test.run();
