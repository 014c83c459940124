import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { drain } from '#shared/service/worker.server.ts';
import type { CallDeps } from '../../calls/call-job.ts';
import { openDueRefunds } from '../../refunds/open-due-refunds.ts';
import { payResoldRefund, resoldRefundKillPoints } from '../../refunds/pay-resold-refund.ts';
import { cancelEvent, casesOf } from '../../refunds/test/stories.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { openSaleFixture, type SaleFixture } from './sale-fixture.ts';

const test = suite(
	'a relayer that dies while it pays a ticket’s last buyer pays that wallet once, and forgets nobody',
);
let f: SaleFixture;
test.before(async () => {
	f = await openSaleFixture();
});
test.after(() => f.close());

const face = 100_000_000n;
const fresh = (between?: CallDeps['between']) =>
	payResoldRefund({ ...f.node.refunds, ...(between ? { between } : {}) });
async function usdcOf(holder: Keypair): Promise<bigint> {
	const { code, issuer } = f.chainFixture.deployment.usdcAsset;
	return (await holdingOf(f.chainFixture.chain.rpcUrl, `${code}:${issuer}`, holder.publicKey()))!;
}

/** A sold ticket of a cancelled event, whose wallet is to be paid. */
async function due() {
	f.restart();
	const event = await f.eventWith();
	const { no } = (await f.issued(event, [1]))[0]!;
	await f.sell(no);
	await f.run();
	const buyer = await f.buyByWallet(event, await f.ticketOf(no));
	await f.run(20);
	await cancelEvent(f, event);
	await openDueRefunds(f.node.refunds);
	return { event, no, buyer, before: await usdcOf(buyer) };
}

/** Dead from this step on: nothing that would come after it is done. */
async function dieAt(step: string): Promise<void> {
	let die = () => {};
	const dead = new Promise<true>((done) => (die = () => done(true)));
	const work = fresh((name) => {
		if (name !== step) return;
		die();
		return new Promise(() => {});
	});
	for (let i = 0; i < 20; i++) {
		if (await Promise.race([dead, drain(work).then(() => false)])) return;
		f.clock.advance(2_000);
	}
	throw new Error(`it never came to: ${step}`);
}

/** The next worker, once the lease of the dead one is over. */
async function goOn(isExpired: boolean): Promise<void> {
	f.clock.advance(181_000);
	if (isExpired) f.letExpire();
	await f.run(10);
	f.clock.advance(600_000);
	await f.run(3);
}

async function isLanded(wallet: Keypair, balance: bigint): Promise<void> {
	for (let i = 0; i < 300 && (await usdcOf(wallet)) !== balance; i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.is(await usdcOf(wallet), balance);
}

const stateOf = async (event: string) =>
	(await f.rows('SELECT state, attempts FROM relay.resold_refunds WHERE event = $1', [event]))[0];

for (const step of resoldRefundKillPoints)
	for (const isExpired of [false, true])
		test(`after: ${step}; what it signed can ${isExpired ? 'land no more' : 'still land'}`, async () => {
			const { event, no, buyer, before } = await due();
			await dieAt(step);
			// What was sent is in a ledger before its time is over.
			if (step === 'payment sent') await isLanded(buyer, before + face);
			await goOn(isExpired);
			const isSignedAnew = step.endsWith(' stored') && isExpired;
			assert.equal(await stateOf(event), { state: 'paid', attempts: isSignedAnew ? 3 : 2 });
			assert.is((await usdcOf(buyer)) - before, face);
			assert.equal(await casesOf(f, no), []);
			await assertBooksBalance(f);
		});

test('two workers at once pay once', async () => {
	const { event, buyer, before } = await due();
	const both = [fresh(), fresh()];
	const rows = await both[0]!.lease(2);
	await Promise.allSettled(both.map((work) => Promise.all(rows.map((row) => work.run({ ...row })))));
	await goOn(true);
	assert.is((await stateOf(event)).state, 'paid');
	assert.is((await usdcOf(buyer)) - before, face);
	await assertBooksBalance(f);
});

test('where the node has lost the ledgers of a payment, nothing is sent again and a person looks', async () => {
	const { event, no, buyer, before } = await due();
	await dieAt('payment stored');
	await f.rows('UPDATE relay.resold_refunds SET since_ledger = 0 WHERE event = $1', [event]);
	await goOn(true);
	assert.equal(await stateOf(event), { state: 'voided', attempts: 2 });
	assert.is(await usdcOf(buyer), before);
	assert.equal(await casesOf(f, no), ['REFUND_NOT_ON_CHAIN']);
	await assertBooksBalance(f);
});

test.run();
