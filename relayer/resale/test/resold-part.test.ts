import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { takePartOfResoldRefund } from '../../refunds/part-of-resold-refund.ts';
import { resoldRefundsOfOrder } from '../../refunds/resold-refunds-of-order.ts';
import { cancelEvent, casesOf, give } from '../../refunds/test/stories.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { openSaleFixture, type SaleFixture } from './sale-fixture.ts';

const test = suite('a wallet that bought a ticket last of a cancelled event that holds too little');
let f: SaleFixture;
test.before(async () => {
	f = await openSaleFixture();
});
test.after(() => f.close());

const face = 100_000_000n;
/** What the organizer put in of the money that payees have. */
const funded = 40_000_000n;
const week = 7 * 86_400;

const usdcOf = async (holder: Keypair): Promise<bigint> => {
	const { code, issuer } = f.chainFixture.deployment.usdcAsset;
	return (await holdingOf(f.chainFixture.chain.rpcUrl, `${code}:${issuer}`, holder.publicKey())) ?? 0n;
};

/** Sold from custody to a wallet; payees have all the revenue, and 0.4 of the face price came back. */
async function short() {
	const event = await f.eventWith({ reserve_bps: 0, release_at: 0n, refund_until: 0n });
	const [made] = await f.issued(event, [1]);
	const { no } = made!;
	await f.sell(no);
	await f.run();
	const buyer = await f.buyByWallet(event, await f.ticketOf(no));
	await f.run(20);
	const { organizer } = f.chainFixture;
	await f.chainFixture.call(organizer, event, 'distribute_ticket_revenue', { mask: 0b1111, creators: [] });
	await cancelEvent(f, event);
	await give(f, funded);
	await f.onEvent('fund_refunds', event, { amount: funded });
	await f.run(5);
	const { chainOrder: order } = await f.issuedOrder(no);
	const take = (wallets: string[], index = 0) =>
		takePartOfResoldRefund(f.node.refunds, { event, order, index }, { wallets });
	const part = async () => (await resoldRefundsOfOrder(f.node.refunds, event, order))[0]!;
	return { event, no, buyer, take, part };
}

async function weekPasses(): Promise<void> {
	f.chainFixture.localnet.network.advance(week);
	f.chainFixture.localnet.network.close();
	f.clock.advance(week * 1000);
}

test('may take the part that it was shown after a week, once, and is owed nothing more', async () => {
	const { no, buyer, take, part } = await short();
	const before = await usdcOf(buyer);
	const early = await part();
	assert.equal([early.state, early.waitsFor], ['requested', 'NEEDS_FUNDING']);
	assert.equal([early.part?.open, early.part?.taken, early.part?.amountUsdc], [false, false, String(funded)]);
	assert.is(await codeOf(take([buyer.publicKey()])), 'PART_NOT_OPEN');
	await weekPasses();
	await f.run(5);
	assert.is((await part()).part?.open, true);
	assert.is(await usdcOf(buyer), before, 'the control: nobody takes it for the wallet');
	await take([buyer.publicKey()]);
	await f.run(20);
	const { state, amountUsdc } = await part();
	assert.equal([state, amountUsdc], ['paid', String(funded)]);
	assert.is((await usdcOf(buyer)) - before, funded);
	assert.is(await codeOf(take([buyer.publicKey()])), 'TICKET_REFUNDED');
	assert.equal(await casesOf(f, no), []);
	await assertBooksBalance(f);
});

test('another wallet takes nothing, and neither does anybody of a ticket that was not sold on', async () => {
	const { buyer, take, part } = await short();
	await weekPasses();
	await f.run(5);
	const stranger = await f.chainFixture.fan();
	assert.is(await codeOf(take([stranger.publicKey()])), 'ORDER_NOT_FOUND');
	assert.is(await codeOf(take([])), 'ORDER_NOT_FOUND');
	assert.is(await codeOf(take([buyer.publicKey()], 5)), 'ORDER_NOT_FOUND');
	assert.is((await part()).part?.taken, false);
});

test('who waits gets all of it once the organizer has put it in', async () => {
	const { event, buyer, part } = await short();
	const before = await usdcOf(buyer);
	await weekPasses();
	await give(f, face - funded);
	await f.onEvent('fund_refunds', event, { amount: face - funded });
	await f.run(5);
	f.clock.advance(600_000);
	await f.run(10);
	assert.equal([(await part()).state, (await part()).part], ['paid', null]);
	assert.is((await usdcOf(buyer)) - before, face);
});

test.run();
