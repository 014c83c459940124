import type { Keypair } from '@stellar/stellar-sdk';
import {
	Account,
	AuthClawbackEnabledFlag,
	AuthRevocableFlag,
	MuxedAccount,
	nativeToScVal,
	Operation,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { moneyOf } from '#shared/chain/audit/money-movements.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('an audit of mint, burn and claw-back');
let fixture: ChainFixture;
/** Events of version 1, which lets USDC's issuer be paid and buy. */
let first: ChainFixture;
let issuer: Keypair;

test.before(async () => {
	[fixture, first] = [await ChainFixture.start(), await ChainFixture.start('instant', 'first')];
	issuer = keyOf(fixture.deployment.roles.issuer!);
});
test.after(async () => {
	await Promise.all([fixture.close(), first.close()]);
});

async function read(event: string, on = fixture): Promise<Evidence> {
	on.localnet.network.close();
	const { registry, usdc, sinceLedger } = on.deployment;
	return collectEvidence({ ...on.chain, registry, usdc, sinceLedger }, event);
}
const resultOf = (evidence: Evidence): Audit =>
	audit(
		evidence,
		[fixture, first].map((on) => on.deployment.eventWasm),
	);
const failing = (evidence: Evidence): string[] =>
	resultOf(evidence)
		.checks.filter((c) => !c.ok)
		.map((c) => c.name);

/** A call on USDC's contract. */
const usdcCall = (by: Keypair, name: string, addresses: string[], stroops: bigint, on = fixture) =>
	submit({
		chain: on.chain,
		source: by.publicKey(),
		sign: signWith(by, on.chain.passphrase),
		operation: contractCall(on.deployment.usdc, name, [
			...addresses.map((a) => nativeToScVal(a, { type: 'address' })),
			nativeToScVal(stroops, { type: 'i128' }),
		]),
	});

const paying = (payee: string): EventInit => {
	const init = first.terms();
	init.payees[1] = { ...init.payees[1]!, address: payee, role: Role.Artist };
	return init;
};

test('a payee who is the issuer burns its share: the honest event is green, and says so', async () => {
	const minter = keyOf(first.deployment.roles.issuer!);
	const muxed = new MuxedAccount(new Account(minter.publicKey(), '0'), '7').accountId();
	for (const payee of [minter.publicKey(), muxed]) {
		const event = await first.publish(paying(payee));
		await first.buy(await first.fan(), event, [{ tier: 0, qty: 2 }]);
		await first.call(first.organizer, event, 'distribute_ticket_revenue', { mask: 0b111 }, eventV1.args);
		const evidence = await read(event, first);
		assert.equal(failing(evidence), []);
		const burnt = evidence.transfers.filter((t) => t.kind === 'burn');
		assert.equal(
			burnt.map((t) => [t.from, t.to, t.amount]),
			[[event, minter.publicKey(), 70_000_000n]],
		);
		const without = { ...evidence, transfers: evidence.transfers.filter((t) => t.kind !== 'burn') };
		assert.ok(failing(without).includes('moves_have_transfer'), 'the control');
		const otherwise = evidence.transfers.map((t) =>
			t.kind === 'burn' ? { ...t, amount: t.amount + 1n } : t,
		);
		assert.ok(failing({ ...evidence, transfers: otherwise }).includes('only_payouts_leave'));
	}
});

test('an issuer who buys a ticket mints its price, and one who gives mints what is stray', async () => {
	const minter = keyOf(first.deployment.roles.issuer!);
	const event = await first.publish();
	await first.buy(minter, event, [{ tier: 0, qty: 1 }]);
	await usdcCall(minter, 'mint', [event], 9n, first);
	const evidence = await read(event, first);
	assert.equal(failing(evidence), []);
	assert.is(resultOf(evidence).stray, 9n);
	assert.equal(
		evidence.transfers.map((t) => [t.kind, t.from, t.to]),
		[
			['mint', minter.publicKey(), event],
			['mint', minter.publicKey(), event],
		],
	);
});

test('a claw-back of stray money is no difference; of payees’ money it is, by its own name', async () => {
	const set = Operation.setOptions({ setFlags: (AuthRevocableFlag | AuthClawbackEnabledFlag) as never });
	await sendClassic(fixture.chain, [issuer], [set]);
	const event = await fixture.publish();
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await usdcCall(fan, 'transfer', [fan.publicKey(), event], 5n);
	await usdcCall(issuer, 'clawback', [event], 5n);
	const stray = await read(event);
	assert.equal(failing(stray), []);
	assert.is(resultOf(stray).clawedBack, 5n);
	await usdcCall(issuer, 'clawback', [event], 40_000_000n);
	const evidence = await read(event);
	assert.equal(failing(evidence), ['cash_there']);
	assert.is(resultOf(evidence).clawedBack, 40_000_005n);
	const hidden = evidence.transfers.filter((t) => t.kind !== 'clawback');
	assert.ok(failing({ ...evidence, transfers: hidden }).includes('balance_adds_up'));
});

test('a claw-back of a payout’s amount in a payout’s transaction pays nobody', async () => {
	const event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	await fixture.call(fixture.organizer, event, 'claim', { index: 1 });
	const evidence = await read(event);
	assert.equal(failing(evidence), []);
	const lied = evidence.transfers.map((t) => (t.from === event ? { ...t, kind: 'clawback' as const } : t));
	assert.ok(failing({ ...evidence, transfers: lied }).includes('moves_have_transfer'));
});

test('anybody can let the asset say that nothing left an event: that is no movement, and makes no honest event red', async () => {
	const event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const stranger = await fixture.fan();
	const self = stranger.publicKey();
	// Neither needs an allowance: nothing is spent of it.
	await usdcCall(stranger, 'transfer_from', [self, event, self], 0n);
	await usdcCall(stranger, 'burn_from', [self, event], 0n);
	const evidence = await read(event);
	const nothings = evidence.transfers.filter((t) => t.from === event);
	assert.equal(
		nothings.map((t) => [t.kind, t.amount]),
		[
			['transfer', 0n],
			['burn', 0n],
		],
	);
	assert.equal(failing(evidence), []);
	const something = evidence.transfers.map((t) => (t === nothings[0] ? { ...t, amount: 1n } : t));
	assert.ok(failing({ ...evidence, transfers: something }).includes('only_payouts_leave'), 'the control');
});

/** How often fields of transfers are read while `n` sales are matched, and how many the money checks find wrong. */
async function readsOf(evidence: Evidence, n: number): Promise<number> {
	const [transfer] = evidence.transfers as [Evidence['transfers'][number]];
	let reads = 0;
	const hashOf = (i: number) => `sale ${i}`;
	const counted = Array.from({ length: n }, (_, i) => {
		const fields = { ...transfer, txHash: hashOf(i), id: hashOf(i) };
		return new Proxy(fields, {
			get(target, field) {
				reads++;
				return target[field as keyof typeof target];
			},
		});
	});
	const movements = counted.map((_, i) => ({
		...{ event: hashOf(i), txHash: hashOf(i) },
		...{ from: transfer.from, to: transfer.to, amount: transfer.amount },
	}));
	const many = { ...evidence, transfers: counted.toReversed(), balance: transfer.amount * BigInt(n) };
	const { checks } = moneyOf(many, movements);
	assert.equal(
		checks.filter((c) => !c.ok),
		[],
	);
	return reads;
}

test('matches sales and transfers in one pass, however many there are', async () => {
	const event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const evidence = await read(event);
	const [few, many] = [await readsOf(evidence, 500), await readsOf(evidence, 8000)];
	assert.ok(few >= 500, 'the reads are counted');
	assert.is(many, 16 * few, 'sixteen times as many sales cost sixteen times as much');
});

test.run();
