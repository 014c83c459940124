import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '#shared/service/worker.server.ts';
import { readQueueStats } from '../../api/queue-stats.ts';
import { recipientOf } from '../../contacts/recipient.ts';
import { notices } from '../../models/contacts.ts';
import { methodOf } from '../../orders/order-deps.ts';
import { resaleMoneyOf } from '../../orders/resale-money.ts';
import { requestTicketRefund } from '../../refunds/request-ticket-refund.ts';
import { cancelEvent, casesOf, givenBack } from '../../refunds/test/stories.ts';
import { guest } from '../../test/askers.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { orderOf, pay } from '../../test/fixture.ts';
import { buyListing } from '../buy-listing.ts';
import { offerOfListing } from '../offer-of-listing.ts';
import { saleOffer } from '../sale-offer.ts';
import { asked, gets, openSaleFixture, type SaleFixture } from './sale-fixture.ts';

const test = suite('a fan without a wallet sells a ticket, and the money comes to the phone that paid');
let f: SaleFixture;
test.before(async () => {
	f = await openSaleFixture();
});
test.after(() => f.close());
test.after.each(() => f.setRate(f.orders.rate));

const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'done',
		(error: { code: string }) => error.code,
	);

async function offered(quantities = [1], policy = {}) {
	const event = await f.eventWith(policy);
	const made = await f.issued(event, quantities);
	const { no } = made[0]!;
	await f.sell(no);
	await f.run();
	return { event, no, ticket: await f.ticketOf(no) };
}
const fresh = async (event: string): Promise<bigint> => (await f.issued(event, [1]))[0]!.no;
const refund = async (no: bigint) =>
	requestTicketRefund(
		f.orders,
		await f.issuedOrder(no),
		{ tickets: [0], reason: 'ASKED_BY_BUYER', by: 'holder', note: null, takesPart: false },
		async () => 'requested',
	);

/** What the seller hears, and of which sum. */
async function messagesOf(no: bigint): Promise<string[]> {
	const rows = await f.db.select().from(notices).where(eq(notices.orderNo, no)).orderBy(notices.createdAt);
	const found = rows
		.filter(({ kind }) => kind !== 'issued')
		.map(async (row) => {
			const found = await recipientOf({ db: f.db, seal: f.orders.seal, linkCodes: () => 'AbCdEf0123' }, row);
			if (typeof found === 'string') return `${row.kind}: ${found}`;
			assert.is(found.content.value, await f.phoneOf(no));
			return `${row.kind}: ${found.content.qty} ticket, ${found.content.amountKes}`;
		});
	return Promise.all(found);
}

/** How many tickets went back for money. */
const givenTickets = (ends: string[]): number =>
	ends
		.filter((end) => end.startsWith('returned'))
		.reduce((sum, end) => sum + Number(/KES (\d+)/.exec(end)![1]) / 1290, 0);

test('bought by a wallet: the seller gets the shillings that were promised, once, and has no ticket any more', async () => {
	const { event, no, ticket } = await offered([2]);
	assert.is((await f.seen(no)).tickets[0]!.listed, true);
	const before = givenBack(f);
	const buyer = await f.buyByWallet(event, ticket);
	await f.run(30);
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	assert.is(givenBack(f) - before, Number(gets / 100n));
	assert.equal(await messagesOf(no), ['sold: 1 ticket, 106900', 'sale_paid: 1 ticket, 106900']);
	assert.is((await f.seen(no)).tickets[0]!.owner, buyer.publicKey());
	assert.is(await codeOf(f.sell(no)), 'TICKET_SOLD_ON');
	assert.is(await codeOf(refund(no)), 'TICKET_SOLD_ON');
	assert.equal(await casesOf(f, no), []);
	await assertBooksBalance(f);
});

test('bought by M-Pesa: the buyer pays 3 % more, and the seller gets the same', async () => {
	const { event, no, ticket } = await offered();
	const before = givenBack(f);
	const { money } = await offerOfListing(f.orders, event, ticket, methodOf(f.orders));
	const quote = await f.quote(no);
	const sellers = [quote.kes, quote.buyerFeeKes, quote.royaltyKes, quote.feeKes, quote.getsKes].map(String);
	const { priceKes, feeKes, royaltyKes, sellerFeeKes, sellerKes } = money;
	assert.equal([priceKes, feeKes, royaltyKes, sellerFeeKes, sellerKes], sellers, 'both see the same sums');
	assert.equal(sellers, ['116100', '3500', '5800', '3400', '106900']);
	const wanted = { event, ticket, provider: 'mpesa' as const, amountKes: 119_600n };
	const own = { phone: '254711223344', idempotencyKey: crypto.randomUUID() };
	const { order } = await buyListing(f.orders, { ...wanted, ...own }, guest);
	await pay(f, order.no);
	await f.run(20);
	const bought = await orderOf(f, order.no);
	assert.is(bought.state, 'issued');
	assert.equal(await resaleMoneyOf(f.db, bought), money, 'the receipt too');
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	assert.is(givenBack(f) - before, 1069);
	await assertBooksBalance(f);
});

test('taken off sale: it is its holder’s again, to give back or to sell anew', async () => {
	const { no } = await offered();
	await f.takeOff(no);
	await f.run(3);
	assert.equal(await f.endsOf(no), ['withdrawn 1 KES 1069']);
	assert.is((await f.seen(no)).tickets[0]!.listed, false);
	await f.sell(no);
	await f.run(1);
	assert.is((await f.seen(no)).tickets[0]!.listed, true);
	await f.takeOff(no);
	await f.run(3);
	assert.is(await codeOf(refund(no)), 'done');
	await f.run(5);
	assert.is((await f.endsOf(no)).at(-1), 'returned reversal 1 KES 1290');
	await assertBooksBalance(f);
});

test('bought while it is being taken off sale: the buyer was first, and the seller is paid', async () => {
	const { event, no, ticket } = await offered();
	await f.takeOff(no);
	await f.buyByWallet(event, ticket);
	await f.run(30);
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	await assertBooksBalance(f);
});

test('offered, given back and offered again at once: one of them only', async () => {
	const event = await f.eventWith();
	const no = await fresh(event);
	const codes = await Promise.all([f.sell(no), refund(no), f.sell(no)].map(codeOf));
	assert.is(codes.filter((code) => code === 'done').length, 1);
	await f.run(10);
	assert.is((await f.endsOf(no)).length, 1);
});

test('a cancelled event refunds what is for sale, too, also of an order with other tickets', async () => {
	const { event, no } = await offered([2]);
	await cancelEvent(f, event);
	await f.run(20);
	const ends = await f.endsOf(no);
	assert.equal(ends.sort(), ['returned reversal 3 KES 2580', 'withdrawn 1 KES 1069']);
	await assertBooksBalance(f);
});

test('the sale’s worker sees a cancel before all others do: no other ticket of its order is forgotten', async () => {
	const { event, no } = await offered([3]);
	await cancelEvent(f, event);
	f.clock.advance(11_000);
	await drain(f.seller());
	await f.run(20);
	const ends = await f.endsOf(no);
	assert.ok(ends.includes('withdrawn 1 KES 1069'), ends.join());
	assert.is(givenTickets(ends), 3, ends.join());
	await assertBooksBalance(f);
});

test('a cancelled event after the sale: buyers by M-Pesa and by wallet are refunded, and nobody looks', async () => {
	const { event, no, ticket } = await offered([1]);
	const wanted = { event, ticket, provider: 'mpesa' as const, amountKes: 119_600n };
	const own = { phone: '254711223355', idempotencyKey: crypto.randomUUID() };
	const { order } = await buyListing(f.orders, { ...wanted, ...own }, guest);
	await pay(f, order.no);
	await f.run(20);
	await f.known(order.no);
	const [other] = await f.issued(event, [1]);
	await f.sell(other!.no);
	await f.run();
	await f.buyByWallet(event, await f.ticketOf(other!.no));
	await f.run(20);
	await cancelEvent(f, event);
	await f.run(20);
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	assert.equal(await f.endsOf(order.no), ['returned payout 1 KES 1161']);
	const [kept] = await f.rows(
		`SELECT -sum(l.amount)::int AS stroops FROM relay.journal_lines l JOIN relay.journal_entries e ON e.id = l.entry
		WHERE l.account = 'resales' AND e.order_no = $1`,
		[order.no],
	);
	assert.is(
		kept.stroops,
		10_000_000,
		'the face price is USDC 10, the last buyer paid 9: the books show the rest',
	);
	assert.ok((await readQueueStats(f.db, new Date(f.clock.now()))).resalesKeptUsdc >= 1);
	assert.equal(await casesOf(f, no), []);
	assert.equal(await casesOf(f, order.no), []);
	assert.equal(await casesOf(f, other!.no), []);
	const wallets = await f.rows('SELECT state FROM relay.resold_refunds WHERE event = $1 ORDER BY state', [
		event,
	]);
	assert.equal(
		wallets.map(({ state }) => state),
		['paid', 'withdrawn'],
	);
	await assertBooksBalance(f);
});

/** How often the chain was read for sales while the work was done. */
async function reads(work: () => Promise<void>): Promise<number> {
	let count = 0;
	const before = f.onRead;
	f.onRead = () => void count++;
	await work();
	f.onRead = before;
	return count;
}

test('tickets for sale are read when an event on chain names them, else every five minutes', async () => {
	const event = await f.eventWith();
	const made = await f.issued(event, [1, 1, 1]);
	for (const { no } of made) await f.sell(no);
	await f.run(2);
	const idle = await reads(() => f.run(30));
	assert.is(idle, 0, 'each was read every ten seconds before');
	const later = await reads(async () => {
		f.clock.advance(5 * 60_000);
		await f.run(1);
	});
	assert.ok(later >= 3, 'all of them, without any event');
	const [{ no }] = made as [(typeof made)[0]];
	const bought = await reads(async () => {
		await f.buyByWallet(event, await f.ticketOf(no));
		await f.run(1);
	});
	assert.is(bought, 1, 'only the one that was bought');
	assert.equal(await f.endsOf(no), ['returned payout 1 KES 1069']);
	await f.run(20);
});

test('the control: without the scan a buyer is seen after five minutes only', async () => {
	const { event, no, ticket } = await offered();
	await f.buyByWallet(event, ticket);
	f.clock.advance(60_000);
	await drain(f.seller());
	assert.equal(await f.endsOf(no), ['requested 1 KES 1069']);
	f.clock.advance(4 * 60_000);
	await drain(f.seller());
	assert.equal(await f.endsOf(no), ['voided payout 1 KES 1069']);
	await f.run(20);
});

test('a payment that the provider takes back takes the ticket off sale, and then away', async () => {
	const { no } = await offered();
	const { recordReversalLoss } = await import('../../payments/record-reversal-loss.ts');
	const { payments } = await import('../../models/payments.ts');
	await f.db.transaction(async (tx) => {
		const all = await tx.select().from(payments);
		await recordReversalLoss(tx, all.find(({ orderNo }) => orderNo === no)!, new Date(f.clock.now()));
	});
	await f.run(40);
	assert.equal(await f.endsOf(no), ['withdrawn 1 KES 1069', 'returned 1 KES 1290']);
	await assertBooksBalance(f);
});

test('a rate at which the USDC is worth less than the promise ends the offer; a smaller move is the platform’s', async () => {
	const { no } = await offered();
	f.setRate(12_550n);
	f.clock.advance(5 * 60_000);
	await f.run(1);
	assert.is((await f.seen(no)).tickets[0]!.listed, true, 'less than 3 %');
	f.setRate(12_400n);
	f.clock.advance(5 * 60_000);
	await f.run(20);
	assert.equal(await f.endsOf(no), ['withdrawn 1 KES 1069']);
	assert.is((await f.seen(no)).tickets[0]!.listed, false);
});

test('only a seller who has shown a code of the number that paid sells, within the cap, for what was shown', async () => {
	const event = await f.eventWith();
	const no = await fresh(event);
	assert.is(await codeOf(f.sell(no, {}, guest)), 'PHONE_CODE_NEEDED');
	assert.is(await codeOf(f.sell(no, { phone: '0700000000' })), 'PHONE_NOT_PAYERS');
	assert.is(await codeOf(f.sell(no, { getsKes: gets + 100n })), 'PRICE_CHANGED');
	assert.is(await codeOf(f.quote(no, 142_000n)), 'PRICE_ABOVE_CAP');
	assert.is(await codeOf(f.quote(no, 100n)), 'PRICE_OFF_RATE');
	assert.is((await f.quote(no, 141_900n)).kes, 141_900n);
	const other = await fresh(await f.eventWith({ resale_cap_bps: 0, royalty_bps: 0, resale_limit: 0 }));
	assert.is(await codeOf(f.sell(other)), 'RESALES_OFF');
	const { tickets, capKes } = await saleOffer(f.orders, await f.issuedOrder(other));
	assert.equal([tickets, capKes], [[{ index: 0, refusal: 'RESALES_OFF' }], 0n]);
});

test('a seller who buys their own ticket by the other rail loses', async () => {
	const event = await f.eventWith({ royalty_bps: 0 });
	const no = await fresh(event);
	const quote = await f.quote(no, asked);
	// Dollars into shillings at our rate, and shillings into dollars.
	assert.ok(quote.getsKes * 100n <= quote.kes * 97n);
	assert.ok(quote.buyerKes * 100n >= quote.kes * 103n);
});

test.run();
