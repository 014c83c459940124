import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf as placeOf } from '#shared/chain/state/ids.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { OrderRow } from '../../models/orders.ts';
import { orderView } from '../../orders/order-view.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { orderOf, pay } from '../../test/fixture.ts';
import { asked, askedKes, openResaleFixture, type ResaleFixture } from './resale-fixture.ts';

const test = suite('a ticket that a fan offers is paid for in shillings');
let f: ResaleFixture;
let event: string;

test.before(async () => {
	f = await openResaleFixture();
	event = await f.eventWith();
});
test.after.each(() => assertBooksBalance(f));
test.after(() => f.close());

test('the buyer has the ticket, the seller the price without the event’s part, and the treasury paid once', async () => {
	const listed = await f.listed(event);
	const { treasury } = f.chainFixture.deployment.roles;
	const usdc = () =>
		Promise.all([treasury.address, listed.seller.publicKey()].map((address) => f.usdcOf(address)));
	const [before, royalties] = [
		await usdc(),
		(await readEventState(f.settle.chain.rpcUrl, event)).counters.gross,
	];
	const order = await f.paid(listed);
	assert.equal([order.state, order.amountKes, order.amountUsdc], ['paid', askedKes, asked]);
	await f.work();
	const [after, { counters }] = [await usdc(), await readEventState(f.settle.chain.rpcUrl, event)];
	const royalty = 4_500_000n;
	assert.equal(
		after.map((each, i) => each - before[i]!),
		[-asked, asked - royalty],
	);
	assert.is(counters.gross - royalties, royalty);
	const { owner, custodial, price } = await f.holderOf(listed);
	assert.equal([owner, custodial, price], [order.owner, true, null]);
	const issued = await orderOf(f, order.no);
	assert.equal(
		[issued.state, issued.chainOrder, issued.resales, issued.reserved, issued.holding],
		['issued', placeOf(listed.ticket).order, 1, false, false],
	);
	const view = await orderView(f.orders, issued, new Date(f.clock.now()));
	assert.equal(
		[view.chain!.tickets, view.listing, view.qty],
		[[String(listed.ticket)], String(listed.ticket), 1],
	);
	const notices = await f.rows('SELECT kind FROM relay.notices WHERE order_no = $1', [order.no]);
	assert.equal(
		notices.map(({ kind }) => kind),
		['issued'],
	);
});

test('one fan at a time pays for it with M-Pesa; a wallet is faster, and the money goes back by itself', async () => {
	const listed = await f.listed(event);
	const order = await f.order(listed);
	assert.is(await codeOf(f.order(listed)), 'LISTING_HELD');
	const wallet = await f.chainFixture.fan();
	await f.act(wallet, event, { do: 'buy', ticket: listed.ticket, price: asked });
	await pay(f, order.no);
	await f.work();
	assert.is(await f.endOf(order.no), 'refund_due LISTING_GONE');
	assert.is((await f.holderOf(listed)).owner, wallet.publicKey());
	assert.is(await codeOf(f.order(listed)), 'NOT_LISTED');
});

test('taken off sale while the buyer pays: the money goes back; offered again at the same price, it is bought', async () => {
	const [gone, again] = [await f.listed(event), await f.listed(event)];
	const [first, second] = [await f.paid(gone), await f.paid(again)];
	await f.unlist(gone);
	await f.unlist(again);
	await f.act(again.seller, event, { do: 'list', ticket: again.ticket, price: asked });
	await f.work();
	assert.equal([await f.endOf(first.no), await f.endOf(second.no)], ['refund_due LISTING_GONE', 'issued']);
	assert.is((await f.holderOf(gone)).owner, gone.seller.publicKey());
});

test('a price that was changed meanwhile buys nothing, also a lower one', async () => {
	for (const price of [asked + 10_000n, asked - 10_000n]) {
		const listed = await f.listed(event);
		const order = await f.paid(listed);
		await f.unlist(listed);
		await f.act(listed.seller, event, { do: 'list', ticket: listed.ticket, price });
		assert.is(await codeOf(f.order(listed, undefined, { amountKes: 100n })), 'PRICE_CHANGED');
		await f.work();
		assert.is(await f.endOf(order.no), 'refund_due LISTING_GONE');
	}
});

test('the seat was refunded while the buyer pays: the money goes back', async () => {
	const { starts_at, ends_at } = f.chainFixture.terms();
	const until = { reserve_bps: 10_000, refund_until: starts_at - 172_800n, release_at: ends_at + 10n };
	const open = await f.eventWith(until);
	const listed = await f.listed(open);
	const order = await f.paid(listed);
	await f.unlist(listed);
	const { order: id, index } = placeOf(listed.ticket);
	await f.act(listed.seller, open, { do: 'refund', order: id, mask: 1 << index, credits: [] });
	await f.work();
	assert.is(await f.endOf(order.no), 'refund_due LISTING_GONE');
	assert.is((await f.holderOf(listed)).refunded, true);
});

const organizerSets = (name: string, of: string, args: Record<string, unknown>) =>
	f.chainFixture.call(f.chainFixture.organizer, of, name, {
		by: f.chainFixture.organizer.publicKey(),
		...args,
	});

test('a paused event is waited for, ten minutes at most; a cancelled one not at all', async () => {
	const [short, long, cancelled] = [await f.eventWith(), await f.eventWith(), await f.eventWith()];
	const orders: OrderRow[] = [];
	for (const each of [short, long, cancelled]) orders.push(await f.paid(await f.listed(each)));
	await organizerSets('pause', short, { on: true });
	await organizerSets('pause', long, { on: true });
	await organizerSets('cancel', cancelled, {});
	const ends = () => Promise.all(orders.map(({ no }) => f.endOf(no)));
	await f.work(20);
	assert.equal(await ends(), ['paid', 'paid', 'refund_due SALES_CLOSED']);
	await organizerSets('pause', short, { on: false });
	await f.work(20);
	assert.equal(await ends(), ['issued', 'paid', 'refund_due SALES_CLOSED']);
	f.clock.advance(600_000);
	await f.work();
	assert.equal(await ends(), ['issued', 'refund_due SALES_CLOSED', 'refund_due SALES_CLOSED']);
});

test('after the freeze nothing is bought, and shortly before it nothing is asked for', async () => {
	const freeze = BigInt(f.chainFixture.now + 7200);
	const frozen = await f.eventWith({ freeze_at: freeze });
	const listed = await f.listed(frozen);
	const order = await f.paid(listed);
	f.chainFixture.localnet.network.advance(7300);
	f.chainFixture.localnet.network.close();
	await f.work();
	assert.is(await f.endOf(order.no), 'refund_due LISTING_GONE');
	f.clock.advance(7_200_000);
	assert.is(await codeOf(f.order(listed)), 'SALE_ENDS_SOON');
});

test('late money buys it where it is still for sale, and goes back where somebody else pays for it now', async () => {
	const expire = (no: bigint) =>
		f.rows(
			`WITH gone AS (UPDATE relay.orders SET state = 'expired', holding = false, reserved = false WHERE no = $1 RETURNING amount_usdc)
			UPDATE relay.treasury SET reserved = reserved - (SELECT amount_usdc FROM gone)`,
			[no],
		);
	const listed = await f.listed(event);
	const late = await f.order(listed);
	await expire(late.no);
	const other = await f.order(listed);
	assert.is(await codeOf(pay(f, late.no)), 'LISTING_HELD');
	await expire(other.no);
	await pay(f, late.no);
	await f.work();
	assert.is(await f.endOf(late.no), 'issued');
});

test('the same key makes one order, also after the ticket is gone', async () => {
	const listed = await f.listed(event);
	const same = { idempotencyKey: 'k'.repeat(20), phone: '254711111111' };
	const first = await f.order(listed, undefined, same);
	assert.is((await f.order(listed, undefined, same)).no, first.no);
	await f.unlist(listed);
	assert.is((await f.order(listed, undefined, same)).no, first.no);
	assert.is(await codeOf(f.order(await f.listed(event), undefined, same)), 'IDEMPOTENCY_MISMATCH');
});

test('a person takes a paid order out before it is bought: the money goes back, once', async () => {
	const listed = await f.listed(event);
	const order = await f.paid(listed);
	await organizerSets('pause', event, { on: true });
	await f.rows(`UPDATE relay.orders SET state = 'issuing' WHERE no = $1`, [order.no]);
	await f.rows('INSERT INTO relay.withdrawals VALUES ($1, gen_random_uuid(), now())', [order.no]);
	await f.work();
	await f.work(5);
	assert.is(await f.endOf(order.no), 'refund_due DECIDED');
	await organizerSets('pause', event, { on: false });
	assert.is(await drain(f.worker()), 0);
});

test.run();
