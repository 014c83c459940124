import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { orderOf as placeOf } from '#shared/chain/state/ids.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { moveOrderToWallet } from '../../handovers/move-to-wallet.ts';
import { offerTicket } from '../../handovers/offer-ticket.ts';
import { orderTickets } from '../../handovers/order-tickets.ts';
import { submitMoves } from '../../handovers/submit-moves.ts';
import type { OrderRow } from '../../models/orders.ts';
import { openDueRefunds } from '../../refunds/open-due-refunds.ts';
import { voidOnChain } from '../../refunds/void-on-chain.ts';
import { guest, owner, usual } from '../../test/askers.ts';
import { assertBooksBalance } from '../../test/assertions.ts';
import { fakePlatform } from '../../test/fake-platform.ts';
import { freshPhone, laneWorker, lookAround, order, orderOf, pay, runDry } from '../../test/fixture.ts';
import { buyListing } from '../buy-listing.ts';
import { asked, askedKes, openResaleFixture, type ResaleFixture } from './resale-fixture.ts';

const test = suite('a ticket that was bought from a fan with M-Pesa');
const holder = { by: 'holder', paid: false } as const;
let f: ResaleFixture;
let channels: ChannelAccounts;

test.before(async () => {
	f = await openResaleFixture();
	const { relayer } = f.chainFixture.deployment.roles;
	const keys = channelKeys(relayer.secret!, 'wallet channel', 2);
	await openChannels(f.settle.chain, keyOf(relayer), keys);
	channels = new ChannelAccounts(f.settle.chain, keys);
});
test.after(() => f.close());

const deps = () => ({ ...f.orders, platform: fakePlatform(), log: f.settle.log });
const moves = () => submitMoves({ ...deps(), relayer: f.settle.signer.relayer, channels });

/** Bought with M-Pesa, moved to a wallet, sold from there to a second fan with M-Pesa. */
async function soldTwice(event: string): Promise<{ first: OrderRow; second: OrderRow; ticket: bigint }> {
	const { no } = (await order(f, event)).order;
	await pay(f, no);
	await runDry(laneWorker(f));
	const first = await orderOf(f, no);
	const wallet = await f.chainFixture.fan();
	await moveOrderToWallet(deps(), first, { tickets: [0], to: wallet.publicKey() });
	await drain(moves());
	const ticket = first.chainOrder! << 5n;
	await f.act(wallet, event, { do: 'list', ticket, price: asked });
	const bought = await f.paid({ event, ticket });
	await f.work();
	return { first, second: await orderOf(f, bought.no), ticket };
}

test('goes to its buyer’s own wallet, and to nobody else’s', async () => {
	const event = await f.eventWith();
	const listed = await f.listed(event);
	const { no } = await f.paid(listed);
	await f.work();
	const bought = await orderOf(f, no);
	const { index } = placeOf(listed.ticket);
	const { items } = await orderTickets(deps(), bought, holder);
	assert.equal(
		items.map((each) => [each.index, each.ticket, each.movable]),
		[[index, String(listed.ticket), true]],
	);
	const to = (await f.chainFixture.fan()).publicKey();
	const other = moveOrderToWallet(deps(), bought, { tickets: [0], to });
	assert.is(await codeOf(other), 'NOT_IN_CUSTODY', 'the other ticket of that order is its seller’s');
	await moveOrderToWallet(deps(), bought, { tickets: [index], to });
	await drain(moves());
	assert.is((await f.holderOf(listed)).owner, to);
});

test('is out of reach of its earlier holder, who had it by M-Pesa', async () => {
	const { first, second, ticket } = await soldTwice(await f.eventWith());
	assert.is(second.state, 'issued');
	const to = (await f.chainFixture.fan()).publicKey();
	assert.is(await codeOf(moveOrderToWallet(deps(), first, { tickets: [0], to })), 'NOT_IN_CUSTODY');
	const offer = offerTicket(deps(), first, { ticket: 0, to: freshPhone(), language: 'en' });
	assert.match(await codeOf(offer), /NOT_IN_CUSTODY|TRANSFERS_OFF/);
	await f.rows(
		`INSERT INTO relay.wallet_moves (id, order_no, event, chain_order, mask, to_address, state, wake_at, created_at)
		VALUES (gen_random_uuid(), $1, $2, $3, 1, $4, 'waiting', now(), now())`,
		[first.no, first.event, first.chainOrder, to],
	);
	await drain(moves());
	assert.is((await f.holderOf({ event: first.event, ticket })).owner, second.owner);
});

test('is refunded to its last buyer when the event is cancelled: what they paid for it, once', async () => {
	const event = await f.eventWith();
	const { first, second } = await soldTwice(event);
	const by = f.chainFixture.organizer;
	await f.chainFixture.call(by, event, 'cancel', { by: by.publicKey() });
	await f.rows(`UPDATE relay.events SET closed = 'CANCELLED' WHERE event = $1`, [event]);
	await lookAround(f);
	while ((await openDueRefunds(f.settle)) > 0);
	const refunding = voidOnChain({ ...f.settle, channels });
	for (let i = 0; i < 12; i++) {
		await drain(refunding);
		f.clock.advance(5_000);
	}
	const ends = await f.rows(
		`SELECT t.order_no::text AS no, t.state, t.amount_kes::text AS kes, r.way FROM relay.ticket_refunds t
		LEFT JOIN relay.refunds r ON r.ticket_refund_id = t.id WHERE t.event = $1 ORDER BY t.order_no`,
		[event],
	);
	assert.equal(
		ends.map(({ no, state, kes, way }) => [no, state, kes, way]),
		[
			[String(first.no), 'withdrawn', '129000', null],
			[String(second.no), 'voided', '116100', 'payout'],
		],
		'who sold it has the price already',
	);
	const cases = await f.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [first.no]);
	assert.is(cases.length, 0, 'nobody has to look');
	assert.ok(askedKes < 129_000n, 'its face value is more, and the treasury keeps the rest');
	await assertBooksBalance(f);
});

test('nobody keeps it from others: after an unpaid try the next phone is proved, and each has three tries', async () => {
	const event = await f.eventWith();
	const listed = await f.listed(event);
	const bounded = { ...f.orders, bounds: usual };
	const tries = async (by: typeof guest, phone = freshPhone()) => {
		const wanted = { ...listed, provider: 'mpesa' as const, amountKes: askedKes, phone };
		const made = buyListing(bounded, { ...wanted, idempotencyKey: crypto.randomUUID() }, by);
		const code = await codeOf(made);
		// Nobody pays, and the hold ends.
		await f.rows(
			`WITH gone AS (UPDATE relay.orders SET state = 'expired', holding = false, reserved = false
				WHERE event = $1 AND state = 'pending' RETURNING no, amount_usdc),
			lost AS (UPDATE relay.pushes SET state = 'failed', wake_at = NULL WHERE order_no IN (SELECT no FROM gone))
			UPDATE relay.treasury SET reserved = reserved - coalesce((SELECT sum(amount_usdc) FROM gone), 0)`,
			[event],
		);
		return code;
	};
	assert.is(await tries(guest), 'none');
	assert.is(await tries(guest), 'PHONE_CODE_NEEDED');
	const phone = freshPhone();
	for (const expected of ['none', 'none', 'none', 'TOO_MANY_TRIES'])
		assert.is(await tries(owner, phone), expected);
	assert.is(await tries(owner), 'none', 'another fan');
	f.clock.advance(3_601_000);
	assert.is(await tries(owner, phone), 'none');
});

test.run();
