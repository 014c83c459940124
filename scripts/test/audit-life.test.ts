import { Keypair, nativeToScVal } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { eventsOf } from '#shared/chain/audit/readings.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { type Lie, lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { keyOf } from '../deploy/deployment.ts';

const test = suite('an audit of a ticket’s whole life');
const batchOrder = (seq: number): bigint => (1n << 58n) | (BigInt(seq) << 6n);
const usdc = 10_000_000n;
let fixture: ChainFixture;
let event: string;
let held: string;
let fan: Keypair;
let friend: Keypair;
let creator: Keypair;
let relayer: Keypair;
let treasury: Keypair;
let ticket: bigint;

test.before(async () => {
	fixture = await ChainFixture.start();
	[fan, friend, creator] = [await fixture.fan(), await fixture.fan(), await fixture.fan()];
	[relayer, treasury] = [keyOf(fixture.deployment.roles.relayer), keyOf(fixture.deployment.roles.treasury)];
	await give(fan, fixture.organizer, 100n * usdc);
	event = await fixture.publish(resellable());
	held = await fixture.publish(resellable());
});
test.after(() => fixture.close());

/** The organizer holds USDC to put in. */
const give = (from: Keypair, to: Keypair, stroops: bigint) =>
	submit({
		chain: fixture.chain,
		source: from.publicKey(),
		sign: signWith(from, fixture.chain.passphrase),
		operation: contractCall(fixture.deployment.usdc, 'transfer', [
			...[from, to].map((key) => nativeToScVal(key.publicKey(), { type: 'address' })),
			nativeToScVal(stroops, { type: 'i128' }),
		]),
		failures: {},
	});

/** Resale up to 110 %, a royalty of 5 %, half of all money held back, two complimentary tickets. */
function resellable() {
	const terms = fixture.terms({ complimentary: 2 });
	const policy = { resale_cap_bps: 11_000, resale_limit: 2, royalty_bps: 500, reserve_bps: 5_000 };
	return { ...terms, policy: { ...terms.policy, ...policy, release_at: terms.ends_at } };
}

async function read(of = event, rpcUrl = fixture.chain.rpcUrl): Promise<Evidence> {
	fixture.localnet.network.close();
	const { registry, usdc: money, sinceLedger } = fixture.deployment;
	return collectEvidence({ ...fixture.chain, rpcUrl, registry, usdc: money, sinceLedger }, of);
}
const resultOf = (evidence: Evidence): Audit => audit(evidence, [fixture.deployment.eventWasm]);
const failing = (evidence: Evidence): string[] =>
	resultOf(evidence)
		.checks.filter((c) => !c.ok)
		.map((c) => `${c.name}: ${c.found}`);

const onEvent = (by: Keypair, name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
	fixture.call(by, event, name, args, undefined, signers);
const byRegistry = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
	fixture.call(relayer, fixture.deployment.registry, name, { event, ...args }, registryArgs, signers);

test('is green after sales on both rails, with commissions and gifts', async () => {
	const set = { creator: creator.publicKey(), bps: 1_000, terms_hash: new Uint8Array(32) };
	await onEvent(fixture.organizer, 'set_commission', set);
	const bought = await fixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	ticket = bought.tickets[0]!;
	await byRegistry('allocate', { tier: 0, n: 5 });
	const credits = [{ creator: creator.publicKey(), weight: 10_000 }];
	const item = { tier: 0, qty: 2, evidence: new Uint8Array(32), splitsVersion: 1, termsVersion: 1, credits };
	const items = [
		{ ...item, owner: Keypair.random().publicKey() },
		{ ...item, owner: Keypair.random().publicKey(), qty: 9 },
	];
	await byRegistry('settle_batch', { lane: 0, seq: 1, items }, [treasury]);
	await onEvent(fixture.organizer, 'mint_ticket', { to: friend.publicKey(), tier: 0, nonce: 1n });
	const evidence = await read();
	assert.equal(failing(evidence), []);
	const result = resultOf(evidence);
	assert.equal(result.treasuries, [treasury.publicKey()], 'the account that paid for the batch is named');
	assert.is(result.gross, 50n * usdc);
	assert.is(result.creators[0]!.entitled, 2n * usdc);
	assert.is(result.creators[0]!.due, usdc, 'half of it is held back');
});

test('is green after a resale, whose seller was paid past the event', async () => {
	await onEvent(fan, 'list', { ticket, price: 11n * usdc });
	await onEvent(friend, 'buy_listed', { buyer: friend.publicKey(), ticket, max_price: 11n * usdc });
	const evidence = await read();
	assert.equal(failing(evidence), []);
	const toSeller = evidence.transfers.filter((t) => t.to === fan.publicKey());
	assert.is(toSeller.length, 1);
	assert.is(toSeller[0]!.amount, 104_500_000n);
	assert.is(resultOf(evidence).royalties, 5_500_000n);
});

test('fails where a seller was not paid', async () => {
	const evidence = await read();
	const transfers = evidence.transfers.filter((t) => t.to !== fan.publicKey());
	assert.equal(
		resultOf({ ...evidence, transfers })
			.checks.filter((c) => !c.ok)
			.map((c) => c.name),
		['moves_have_transfer'],
	);
});

test('is green after payouts, refunds and a reversal, and after the treasury was repaid', async () => {
	await onEvent(fan, 'distribute_ticket_revenue', { mask: 0b111, creators: [creator.publicKey()] });
	const whole = { order: ticket >> 5n, mask: 0b010, credits: [] };
	await onEvent(fixture.organizer, 'refund', whole, [fan]);
	const credits = [{ creator: creator.publicKey(), weight: 10_000, amount: usdc }];
	const back = { order: batchOrder(1), mask: 0b01, credits, evidence: new Uint8Array(32).fill(7) };
	await byRegistry('reverse_fiat', back, [treasury]);
	await onEvent(fixture.organizer, 'fund_refunds', { amount: 30n * usdc });
	const evidence = await read();
	assert.equal(failing(evidence), []);
	const result = resultOf(evidence);
	assert.is(result.refunded, 20n * usdc);
	assert.is(result.creators[0]!.entitled, usdc, 'the commission of what was reversed is gone');
});

test('is green after a payee moved and an event was cancelled and given back', async () => {
	const to = await fixture.fan(0);
	await onEvent(fixture.artist, 'redirect', { index: 1, to: to.publicKey() });
	await onEvent(fixture.organizer, 'cancel', { by: fixture.organizer.publicKey() });
	const order = ticket >> 5n;
	for (const mask of [0b001, 0b100]) await onEvent(friend, 'refund', { order, mask, credits: [] });
	const custodial = { order: batchOrder(1), mask: 0b10, credits: [], relayed: true, also: [] };
	await byRegistry('refund_custodial', custodial);
	await onEvent(friend, 'close_refunds', {});
	const evidence = await read();
	assert.equal(failing(evidence), []);
	const result = resultOf(evidence);
	assert.ok(result.cancelled);
	assert.equal(
		[...result.payees, ...result.creators].map((a) => a.due).filter((due) => due > 0n),
		[],
	);
	assert.is(result.cash, 0n);
	assert.is(result.balance, result.owed);
});

test('is green with saved events where the node keeps no old ones, sellers’ money among them', async () => {
	const saved = await read();
	const cut = await cutHistory(fixture.chain.rpcUrl, () => saved.raw.at(-1)!.ledger);
	const { registry, usdc: money, sinceLedger } = fixture.deployment;
	const source = { ...fixture.chain, rpcUrl: cut.url, registry, usdc: money, sinceLedger };
	try {
		assert.equal(failing(await collectEvidence({ ...source, events: eventsOf(saved) }, event)), []);
		const others = eventsOf(saved).filter(
			(e) => !saved.transfers.some((t) => t.id === e.id && t.to === fan.publicKey()),
		);
		const found = failing(await collectEvidence({ ...source, events: others }, event));
		assert.ok(found[0]?.startsWith('moves_have_transfer'), 'the control');
	} finally {
		await cut.close();
	}
});

/** Names of the checks that fail where the node lies. */
async function caught(lie: Lie): Promise<string[]> {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, lie);
	try {
		const checks = resultOf(await read(held, proxy.url)).checks;
		return checks.filter((c) => !c.ok).map((c) => c.name);
	} finally {
		await proxy.close();
	}
}

test('sees an event of a ticket’s life that was left out, though the log does not have it', async () => {
	const bought = await fixture.buy(fan, held, [{ tier: 0, qty: 2 }]);
	await fixture.call(fan, held, 'list', { ticket: bought.tickets[1]!, price: usdc });
	assert.equal(await caught(() => {}), []);
	const found = await caught((method, _, answer) => {
		if (method !== 'getEvents' || !answer.result) return;
		const events = answer.result.events as RawEvent[];
		answer.result.events = events.filter((e) => passaName(e) !== 'listed');
	});
	assert.equal(found, ['orders_as_sold']);
});

test.run();
