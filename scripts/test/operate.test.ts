import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { type SignTransaction, signWith } from '#shared/chain/submit/invoke.ts';
import { carryOut, type OperationPlan, planOperation } from '#shared/chain/submit/operate.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import { splitsHash } from '#shared/contract/event-v2/splits-hash.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite("an organizer's operations on a published event");
let fixture: ChainFixture;

const day = 86_400n;
const price = 100_000_000n;

test.before(async () => {
	fixture = await ChainFixture.start();
	const { chain, asset, deployment, organizer } = fixture;
	const gift = Operation.payment({ asset, amount: '5000', destination: organizer.publicKey() });
	await sendClassic(chain, [keyOf(deployment.roles.issuer!)], [gift]);
});
test.after(() => fixture.close());

const plan = (event: string, operation: EventOperation) => planOperation(fixture.chain, event, operation);
const signed = (key = fixture.organizer): SignTransaction => signWith(key, fixture.chain.passphrase);
const run = async (event: string, operation: EventOperation, key?: Keypair): Promise<OperationPlan> => {
	const planned = await plan(event, operation);
	await carryOut(fixture.chain, planned, signed(key));
	return planned;
};
const stateOf = (event: string) => readEventState(fixture.chain.rpcUrl, event);
const usdcOf = async (holder: Keypair): Promise<bigint> => {
	const { code, issuer } = fixture.deployment.usdcAsset;
	return (await holdingOf(fixture.chain.rpcUrl, `${code}:${issuer}`, holder.publicKey()))!;
};
const buy = async (event: string, qty: number) => {
	const fan = await fixture.fan();
	return fixture.buy(fan, event, [{ tier: 0, qty }]);
};

test('a dry run changes nothing and asks no wallet', async () => {
	const event = await fixture.publish();
	await buy(event, 2);
	const before = await stateOf(event);
	const { signer, fee } = await plan(event, { do: 'cancel' });
	assert.is(signer, fixture.organizer.publicKey());
	assert.ok(fee > 0n);
	assert.equal(await stateOf(event), before);
});

test('sales pause and go on; the contract refuses a purchase in between', async () => {
	const event = await fixture.publish();
	assert.is(await codeOf(plan(event, { do: 'resume' })), 'SALES_NOT_PAUSED');
	await run(event, { do: 'pause' });
	assert.is(await codeOf(plan(event, { do: 'pause' })), 'SALES_PAUSED', 'nobody pays for a second one');
	assert.is(await codeOf(buy(event, 1)), 'SALES_CLOSED');
	assert.is((await stateOf(event)).counters.flags & flags.pausedByOrganizer, flags.pausedByOrganizer);
	await run(event, { do: 'resume' });
	assert.is(await codeOf(buy(event, 1)), 'none');
	await run(event, { do: 'cancel' });
	for (const act of ['pause', 'resume'] as const)
		assert.is(await codeOf(plan(event, { do: act })), 'EVENT_CANCELLED', act);
});

test('an event moves once, and the plan says what the contract then does', async () => {
	const event = await fixture.publish();
	const { terms } = await stateOf(event);
	const unsold = await plan(event, { do: 'postpone', by: 3n * day });
	assert.is(unsold.postponed?.refundsUntil, null, 'nobody can give back what nobody bought');
	await buy(event, 1);
	const { postponed } = await run(event, { do: 'postpone', by: 3n * day });
	assert.is(postponed?.startsAt, terms.starts_at + 3n * day);
	assert.is(postponed?.endsAt, terms.ends_at + 3n * day);
	const { terms: moved, powers } = await stateOf(event);
	assert.is(moved.starts_at, postponed?.startsAt);
	// Planned a moment before its ledger closed.
	assert.ok(powers.window.until - postponed!.refundsUntil! < 60n);
	assert.is(await codeOf(plan(event, { do: 'postpone', by: day })), 'POSTPONED_BEFORE');
	const other = await fixture.publish();
	assert.is(await codeOf(plan(other, { do: 'postpone', by: 181n * day })), 'DELAY_INVALID');
});

test('a plan for another time names the right to give back that every buyer has, where that ends later', async () => {
	const terms = fixture.terms();
	const refund_until = terms.policy.freeze_at;
	const policy = { ...terms.policy, reserve_bps: 10_000, release_at: terms.ends_at + day, refund_until };
	const event = await fixture.publish({ ...terms, policy });
	await buy(event, 1);
	const { postponed } = await plan(event, { do: 'postpone', by: 20n * day });
	assert.is(postponed?.refundsUntil, refund_until + 20n * day);
});

test('a new tier sells, and takes free seats of an older one but no more', async () => {
	const event = await fixture.publish();
	await buy(event, 3);
	const tier = fixture.tier({ price: 150_000_000n, capacity: 90, fiat_quota: 0 });
	assert.is(
		await codeOf(plan(event, { do: 'add-tier', tier: { ...tier, capacity: 98 }, replaces: 0 })),
		'SEATS_IN_USE',
	);
	await run(event, { do: 'add-tier', tier, replaces: 0 });
	const { terms } = await stateOf(event);
	assert.equal(
		terms.tiers.map((each) => [each.price, each.capacity]),
		[
			[price, 3],
			[150_000_000n, 90],
		],
	);
	const fan = await fixture.fan();
	assert.is(await codeOf(fixture.buy(fan, event, [{ tier: 1, qty: 1 }])), 'none');
});

test('a document changes without opening refunds, because the place stays', async () => {
	const event = await fixture.publish();
	await buy(event, 1);
	const { terms } = await stateOf(event);
	const details = {
		uri: 'metadata/new.json',
		metadataHash: new Uint8Array(32).fill(9),
		placeHash: terms.place_hash!,
	};
	const { refundsUntil } = await run(event, { do: 'set-details', ...details });
	assert.is(refundsUntil, null);
	const after = await stateOf(event);
	assert.is(after.terms.uri, details.uri);
	assert.is(after.powers.window.until, 0n);
});

test('another place opens refunds for earlier buyers, and the plan says until when', async () => {
	const event = await fixture.publish();
	const { terms } = await stateOf(event);
	const moved = {
		do: 'set-details',
		uri: terms.uri,
		metadataHash: new Uint8Array(32).fill(9),
		placeHash: new Uint8Array(32).fill(8),
	} as const;
	assert.is((await plan(event, moved)).refundsUntil, null, 'nobody can give back what nobody bought');
	await buy(event, 1);
	const { refundsUntil } = await run(event, moved);
	const { powers } = await stateOf(event);
	// Planned a moment before its ledger closed.
	assert.ok(refundsUntil !== null && powers.window.until - refundsUntil < 60n);
});

test('tickets are given away until the quota is used up, and the same gift only once', async () => {
	const event = await fixture.publish(fixture.terms({ complimentary: 1 }));
	const to = Keypair.random().publicKey();
	const gift = { do: 'complimentary', to, tier: 0, nonce: 5n } as const;
	const { complimentary } = await run(event, gift);
	assert.equal(complimentary, { given: 0, quota: 1 });
	const { money, complimentary: after } = await plan(event, { do: 'pause' });
	assert.equal(after, { given: 1, quota: 1 });
	assert.is(money.tickets, 0, 'nobody paid for it');
	assert.is(await codeOf(plan(event, { ...gift, nonce: 6n })), 'COMPLIMENTARY_OVER');
	const more = await fixture.publish(fixture.terms({ complimentary: 2 }));
	await run(more, gift);
	assert.is(await codeOf(plan(more, gift)), 'ORDER_EXISTS');
});

test('a cancel says what is missing, and the organizer puts exactly that in', async () => {
	const event = await fixture.publish();
	await buy(event, 4);
	await fixture.call(fixture.organizer, event, 'distribute_ticket_revenue', { mask: 0b110, creators: [] });
	const { money } = await run(event, { do: 'cancel' });
	const paid = (4n * price * 4000n) / 10_000n;
	assert.equal(money, { tickets: 4, refundable: 4n * price, cash: 4n * price - paid, missing: paid });
	assert.is(await codeOf(plan(event, { do: 'cancel' })), 'EVENT_CANCELLED');
	await run(event, { do: 'fund-refunds', amount: money.missing });
	const { money: funded } = await plan(event, { do: 'fund-refunds', amount: 1n });
	assert.is(funded.missing, 0n);
	assert.is(funded.cash, funded.refundable);
});

test('a payee is paid what is due to it, and the plan says how much before anybody signs', async () => {
	const event = await fixture.publish();
	await buy(event, 4);
	const { terms } = await stateOf(event);
	const due = (4n * price * BigInt(terms.payees[1]!.bps)) / 10_000n;
	const before = await usdcOf(fixture.artist);
	const { pays } = await run(event, { do: 'pay-payee', index: 1 });
	assert.is(pays, due);
	assert.is(await usdcOf(fixture.artist), before + due);
	assert.is(await codeOf(plan(event, { do: 'pay-payee', index: 1 })), 'NOTHING_DUE');
	assert.is(await codeOf(plan(event, { do: 'pay-payee', index: 9 })), 'PAYEE_UNKNOWN');
});

test('money put in for refunds comes back where no refund needs it, once, and not while refunds are open', async () => {
	const event = await fixture.publish();
	await buy(event, 1);
	const before = await usdcOf(fixture.organizer);
	await run(event, { do: 'fund-refunds', amount: price });
	assert.is(await usdcOf(fixture.organizer), before - price);
	const { pays } = await run(event, { do: 'return-top-ups' });
	assert.is(pays, price);
	assert.is(await usdcOf(fixture.organizer), before);
	assert.is(await codeOf(plan(event, { do: 'return-top-ups' })), 'NOTHING_DUE');
	await run(event, { do: 'fund-refunds', amount: price });
	await run(event, { do: 'cancel' });
	assert.is(await codeOf(plan(event, { do: 'return-top-ups' })), 'REFUNDS_OPEN');
});

test('a wallet that holds less than it would put in is told so before it signs', async () => {
	const event = await fixture.publish();
	assert.is(await codeOf(plan(event, { do: 'fund-refunds', amount: 10n ** 15n })), 'INSUFFICIENT_USDC');
});

test('a payee agrees to its share itself, and then the event sells', async () => {
	const { policy, ...terms } = fixture.terms();
	const event = await fixture.publish({ ...terms, policy: { ...policy, consent: true } });
	assert.is(await codeOf(buy(event, 1)), 'CONSENT_MISSING');
	const accept = {
		do: 'accept-share',
		index: 1,
		splitsHash: splitsHash((await stateOf(event)).terms),
	} as const;
	const other = { ...accept, splitsHash: new Uint8Array(32) };
	assert.is(await codeOf(plan(event, other)), 'SPLITS_CHANGED');
	assert.is(await codeOf(plan(event, { ...accept, index: 7 })), 'PAYEE_UNKNOWN');
	const { signer } = await run(event, accept, fixture.artist);
	assert.is(signer, fixture.artist.publicKey());
	assert.is(await codeOf(buy(event, 1)), 'none');
	assert.is(await codeOf(plan(event, accept)), 'ALREADY_ACCEPTED');
});

test('another wallet cannot sign for the organizer', async () => {
	const event = await fixture.publish();
	const planned = await plan(event, { do: 'cancel' });
	const stranger = await fixture.fan();
	assert.is(await codeOf(carryOut(fixture.chain, planned, signed(stranger))), 'SIGNATURE_WRONG');
	assert.not((await stateOf(event)).counters.cancelled);
});

test.run();
