import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { freshKey, type Running, startRunning } from '../../test/running-relayer.ts';
import { asked, askedKes } from './resale-fixture.ts';

const test = suite('routes of tickets that fans offer, on a running relayer');
let fixture: Fixture;
let running: Running;
let event: string;
let seller: Keypair;
let tickets: bigint[];

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	const { chainFixture } = fixture;
	const terms = chainFixture.terms();
	const resale = { resale_cap_bps: 11_000, resale_limit: 3, royalty_bps: 500 };
	event = await chainFixture.publish({ ...terms, policy: { ...terms.policy, ...resale } });
	seller = await chainFixture.fan();
	tickets = (await chainFixture.buy(seller, event, [{ tier: 0, qty: 3 }])).tickets;
	for (const ticket of tickets.slice(0, 2)) await act({ do: 'list', ticket, price: asked });
	while ((await read(tickets[0]!)).status === 404) await new Promise((done) => setTimeout(done, 50));
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

async function act(action: TicketAction): Promise<void> {
	const { chain } = fixture.chainFixture;
	const quoted = await quoteTicket(chain, event, seller.publicKey(), action);
	await actOnTicket(chain, quoted, signWith(seller, chain.passphrase));
}
const read = (ticket: bigint | string, of = event) =>
	running.request('GET', `/v1/events/${of}/listings/${ticket}`);
const buy = (ticket: bigint, change: object = {}) =>
	running.request('POST', `/v1/events/${event}/listings/${ticket}/orders`, {
		phone: freshPhone(),
		idempotencyKey: freshKey(),
		amountKes: String(askedKes),
		...change,
	});

test('the offer says what it costs in shillings, and a fan buys it with M-Pesa alone', async () => {
	const offer = await read(tickets[0]!);
	assert.equal(offer.body, {
		amountKes: String(askedKes),
		priceKes: '116100',
		feeKes: '3500',
		royaltyKes: '5800',
		sellerFeeKes: '0',
		sellerKes: '110300',
		backKes: '116100',
		amountUsdc: String(asked),
		royaltyUsdc: '4500000',
		held: false,
	});
	const same = { phone: freshPhone(), idempotencyKey: freshKey() };
	const made = await buy(tickets[0]!, same);
	assert.equal([made.status, made.body.order.listing], [201, String(tickets[0])]);
	assert.is((await read(tickets[0]!)).body.held, true);
	const again = await buy(tickets[0]!, same);
	assert.equal([again.status, again.body.token], [200, made.body.token]);
	const order = await running.until(made.body, ['issued', 'refund_due', 'review']);
	assert.equal([order.state, order.chain!.tickets], ['issued', [String(tickets[0])]]);
	const { amountKes, amountUsdc, royaltyUsdc, held, ...money } = offer.body;
	assert.equal(order.resale, money, 'the receipt names the sums that were shown before paying');
	assert.is((await read(tickets[0]!)).body.code, 'NOT_LISTED');
});

test('what cannot be bought is refused with a code of its own', async () => {
	for (const [work, status, code] of [
		[read(tickets[2]!), 409, 'NOT_LISTED'],
		[read(tickets[0]! + 31n), 404, 'TICKET_UNKNOWN'],
		[read(7n), 404, 'TICKET_UNKNOWN'],
		[read(tickets[1]!, '999'), 404, 'EVENT_NOT_FOUND'],
		[read(String(1n << 64n)), 400, 'REQUEST_INVALID'],
		[read('one'), 400, 'REQUEST_INVALID'],
		[read('%C2%84'), 400, 'REQUEST_INVALID'],
		[buy(tickets[1]!, { amountKes: '100' }), 409, 'PRICE_CHANGED'],
		[buy(tickets[1]!, { amountKes: '-1' }), 400, 'REQUEST_INVALID'],
		[buy(tickets[1]!, { qty: 2 }), 400, 'REQUEST_INVALID'],
		[buy(tickets[1]!, { phone: '12345' }), 400, 'PHONE_NOT_KENYAN'],
	] as const) {
		const { status: found, body } = await work;
		assert.equal([found, body.code], [status, code]);
	}
});

test('an order that nobody paid is not tried again: its ticket may cost something else by now', async () => {
	const { body } = await buy(tickets[1]!, { phone: '254799000002' });
	await running.until(body, ['failed']);
	const path = `/v1/orders/${body.order.reference}/push`;
	const again = await running.request('POST', path, {}, body.token);
	assert.equal([again.status, again.body.code], [409, 'LISTING_AGAIN']);
	assert.is((await read(tickets[1]!)).body.held, false);
});

test.run();
