import { Keypair, Operation, scValToNative } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { boughtOrderId, ticketId } from '#shared/chain/state/ids.ts';
import { prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import { accounts, cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('a purchase');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

const read = async (event: string, name: string, args: Record<string, unknown> = {}) => {
	const operation = contractCall(event, name, eventV2.args(name, args));
	const { returnValue } = await prepare({
		chain: fixture.chain,
		source: fixture.organizer.publicKey(),
		operation,
	});
	return scValToNative(returnValue!);
};

test('issues tickets to the buyer and fixes what every payee gets', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const receipt = await fixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	assert.is(receipt.total, 300_000_000n);
	assert.equal(
		receipt.splits.map((s) => s.amount),
		[180_000_000n, 105_000_000n, 15_000_000n],
	);
	assert.is(receipt.tickets.length, 3);
	for (const ticket of receipt.tickets)
		assert.is(await read(event, 'owner_of', { token_id: ticket }), fan.publicKey());
	const state = await readEventState(fixture.chain.rpcUrl, event);
	assert.is(state.counters.gross, 300_000_000n);
	assert.equal(state.counters.tiers[0], { sold: 3, fiatAllocated: 0, fiatSold: 0 });
	assert.is(cash(booksOf(state)), 300_000_000n);
});

test('has the order id that its buyer, nonce and tier give', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const quoted = await quote(fixture.chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	const landed = await send(fixture.chain, await signWith(fan, fixture.chain.passphrase)(quoted.envelope));
	assert.equal(scValToNative(landed.returnValue!), [boughtOrderId(fan.publicKey(), quoted.nonce, 0)]);
});

test('pays every payee once, and nothing is left over', async () => {
	const event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 7 }]);
	const anyone = await fixture.fan();
	const pay = { mask: 0b111, creators: [] };
	await fixture.call(anyone, event, 'distribute_ticket_revenue', pay);
	const first = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal(first.paid, [420_000_000n, 245_000_000n, 35_000_000n]);
	await fixture.call(anyone, event, 'distribute_ticket_revenue', pay);
	const state = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal(state.paid, first.paid, 'a second call pays nothing');
	assert.is(cash(booksOf(state)), 0n);
});

test('a payee without a trust line blocks no other payee and can claim later', async () => {
	const poor = Keypair.random();
	await fixture.wallets([poor], 0, false);
	const init = fixture.terms();
	init.payees[1]!.address = poor.publicKey();
	const event = await fixture.publish(init);
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	const { paid } = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal(paid, [60_000_000n, 0n, 5_000_000n]);
	assert.is(await codeOf(fixture.call(fan, event, 'claim', { index: 1 })), 'NO_TRUSTLINE');
	await sendClassic(fixture.chain, [poor], [Operation.changeTrust({ asset: fixture.asset })]);
	const claimed = await fixture.call(fan, event, 'claim', { index: 1 });
	assert.is(scValToNative(claimed.returnValue!), 35_000_000n);
	assert.is(await codeOf(fixture.call(fan, event, 'claim', { index: 1 })), 'NOTHING_DUE');
});

test('a reserve stays in the contract until its release time', async () => {
	const init = fixture.terms();
	init.policy = { ...init.policy, reserve_bps: 4000, release_at: init.ends_at + 10n };
	const event = await fixture.publish(init);
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await fixture.call(fan, event, 'distribute_ticket_revenue', { mask: 0b111, creators: [] });
	const state = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal(state.paid, [36_000_000n, 21_000_000n, 3_000_000n]);
	const later = accounts(booksOf(state), init.ends_at + 10n).map((a) => a.due);
	assert.equal(later, [24_000_000n, 14_000_000n, 2_000_000n]);
});

test('a ticket changes hands, alone and out of an order of several', async () => {
	const event = await fixture.publish();
	const [fan, friend] = [await fixture.fan(), await fixture.fan()];
	const three = await fixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	const args = { from: fan.publicKey(), to: friend.publicKey(), token_id: three.tickets[1]! };
	await fixture.call(fan, event, 'transfer', args);
	assert.is(await read(event, 'owner_of', { token_id: three.tickets[1]! }), friend.publicKey());
	assert.is(await read(event, 'owner_of', { token_id: three.tickets[0]! }), fan.publicKey());
	assert.is(await codeOf(fixture.call(fan, event, 'transfer', args)), 'NOT_OWNER');
	const one = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await fixture.call(fan, event, 'transfer', { ...args, token_id: one.tickets[0]! });
	assert.is(await read(event, 'owner_of', { token_id: ticketId(one.orders[0]!, 0) }), friend.publicKey());
});

test('fifty purchases simulated on one state of the event all apply', async () => {
	const event = await fixture.publish();
	const fans = Array.from({ length: 50 }, () => Keypair.random());
	await fixture.wallets(fans, 20);
	const sold = async () => (await readEventState(fixture.chain.rpcUrl, event)).counters.tiers[0]!.sold;
	const quotes = await Promise.all(
		fans.map((f) => quote(fixture.chain, event, f.publicKey(), [{ tier: 0, qty: 1 }])),
	);
	const signed = await Promise.all(
		quotes.map((q, i) => signWith(fans[i]!, fixture.chain.passphrase)(q.envelope)),
	);
	assert.is(await sold(), 0, 'none was simulated after another had landed');
	const landed = await Promise.all(signed.map((envelope) => send(fixture.chain, envelope)));
	assert.is(landed.length, 50);
	const { counters } = await readEventState(fixture.chain.rpcUrl, event);
	assert.is(counters.tiers[0]!.sold, 50);
	assert.is(counters.gross, 5_000_000_000n);
});

const paidItem = (qty: number) => ({
	owner: Keypair.random().publicKey(),
	tier: 0,
	qty,
	evidence: new Uint8Array(32),
	splitsVersion: 1,
	termsVersion: 1,
	credits: [],
});

test('a purchase that is simulated before the first batches of four lanes applies after them', async () => {
	const event = await fixture.publish();
	const { relayer, treasury } = fixture.deployment.roles;
	const { registry } = fixture.deployment;
	const fan = await fixture.fan();
	const byRelayer = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
		fixture.call(keyOf(relayer), registry, name, { event, ...args }, registryArgs, signers);
	await byRelayer('allocate', { tier: 0, n: 5 });
	const quoted = await quote(fixture.chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	const envelope = await signWith(fan, fixture.chain.passphrase)(quoted.envelope);
	for (const lane of [0, 1, 2, 3])
		await byRelayer('settle_batch', { lane, seq: 1, items: [paidItem(1)] }, [keyOf(treasury)]);
	assert.ok((await send(fixture.chain, envelope)).ledger);
});

test('settled fiat money becomes tickets once, and what finds no seat goes back', async () => {
	const event = await fixture.publish();
	const relayer = keyOf(fixture.deployment.roles.relayer);
	const treasury = keyOf(fixture.deployment.roles.treasury);
	const { registry } = fixture.deployment;
	await fixture.call(relayer, registry, 'allocate', { event, tier: 0, n: 5 }, registryArgs);
	const items = [4, 3].map(paidItem);
	const settle = (seq: number) =>
		fixture.call(relayer, registry, 'settle_batch', { event, lane: 0, seq, items }, registryArgs, [treasury]);
	const landed = await settle(1);
	assert.is(scValToNative(landed.returnValue!), 1n);
	assert.is(await codeOf(settle(1)), 'SEQUENCE_USED');
	assert.is(await codeOf(settle(3)), 'SEQUENCE_GAP');
	const { counters } = await readEventState(fixture.chain.rpcUrl, event);
	assert.equal(counters.tiers[0], { sold: 4, fiatAllocated: 5, fiatSold: 4 });
	assert.is(counters.gross, 400_000_000n);
});

test.run();
