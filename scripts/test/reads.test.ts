import { Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import { readTransaction } from '#shared/chain/submit/read-transaction.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('what an auditor reads of an event');
let fixture: ChainFixture;
let event: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
});
test.after(() => fixture.close());

test('each sale with its splits, which add up to what is due', async () => {
	const fan = await fixture.fan();
	for (const qty of [1, 3, 2]) await fixture.buy(fan, event, [{ tier: 0, qty }]);
	const { registry, usdc, sinceLedger, eventWasm } = fixture.deployment;
	const evidence = await collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger }, event);
	const sales = salesOf(evidence);
	assert.equal(
		sales.map((s) => [s.paidBy, s.tickets, s.total]),
		[
			['wallet', 1, 100_000_000n],
			['wallet', 3, 300_000_000n],
			['wallet', 2, 200_000_000n],
		],
	);
	const { payees, gross } = audit(evidence, [eventWasm]);
	assert.is(
		sales.reduce((n, s) => n + s.total, 0n),
		gross,
	);
	assert.equal(
		payees.map((_, i) => sales.reduce((n, s) => n + s.splits[i]!, 0n)),
		payees.map((p) => p.entitled),
	);
});

test('a transaction: who paid for it, and every event, the money among them', async () => {
	const fan = await fixture.fan();
	const bought = await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const seen = await readTransaction(fixture.chain, bought.hash);
	assert.is(seen.applied, true);
	assert.is(seen.ledger, bought.ledger);
	assert.is(seen.payer, fan.publicKey());
	assert.ok(seen.fee > 0n);
	const names = seen.events.map(({ contract, topics }) => [contract, ...topics.slice(0, 2)]);
	assert.ok(names.some(([contract, , name]) => contract === event && name === 'sold'));
	const transfer = seen.events.find((e) => e.contract === fixture.deployment.usdc)!;
	assert.equal(transfer.topics.slice(0, 3), ['transfer', fan.publicKey(), event]);
	assert.is(transfer.value, 100_000_000n);
});

test('a transaction that failed is shown as that, without events', async () => {
	const fan = await fixture.fan();
	const tooMuch = Operation.payment({
		asset: fixture.asset,
		amount: '1000000',
		destination: fixture.organizer.publicKey(),
	});
	const failure = await sendClassic(fixture.chain, [fan], [tooMuch]).catch((error) => error);
	const seen = await readTransaction(fixture.chain, failure.detail.hash);
	assert.is(seen.applied, false);
	assert.equal(seen.events, []);
});

test('an unknown transaction is reported as unknown', async () => {
	const unknown = 'ab'.repeat(32);
	const why = await readTransaction(fixture.chain, unknown).then(
		() => '',
		(error) => error.code,
	);
	assert.is(why, 'TRANSACTION_NOT_FOUND');
});

test.run();
