import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { send, signWith } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation } from '#shared/chain/submit/operate.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { cancelOffer } from '../../handovers/cancel-offer.ts';
import { moveOrderToWallet } from '../../handovers/move-to-wallet.ts';
import { readTickets } from '../../handovers/read-tickets.ts';
import {
	type HandoverFixture,
	movesOf,
	openHandoverFixture,
	passAll,
	personWith,
	sendTo,
} from '../../handovers/test/handover-fixture.ts';
import { orderByToken } from '../../orders/order-by-token.ts';
import { ownOrders } from '../../orders/own-orders.ts';
import { openDueRefunds } from '../../refunds/open-due-refunds.ts';
import { refundOffer } from '../../refunds/refund-offer.ts';
import { openForPerson } from '../../review/open-for-person.ts';
import { announce, freshPhone } from '../../test/fixture.ts';
import { finishGifts, type GiftKillPoint, giftKillPoints } from '../finish-gifts.ts';
import { giftsOfEvent } from '../gifts-of-event.ts';
import { offerGift, type WantedGift } from '../offer-gift.ts';

const test = suite('complimentary tickets for a phone or an e-mail address');
let fixture: HandoverFixture;
let event: string;
const quota = 12;
const by = () => ({ event, account: 'organizer' });

test.before(async () => {
	fixture = await openHandoverFixture();
	event = await announce(fixture, fixture.chainFixture.terms({ complimentary: quota }));
});
test.after(() => fixture.close());

const deps = () => ({ ...fixture.deps, ...fixture.orders, relayer: fixture.settle.signer.relayer });
const wanted = (to: string, change: Partial<WantedGift> = {}): WantedGift => ({
	...{ id: randomUUID(), tier: 0, to, language: 'en' },
	...change,
});
/** The organizer's wallet signs it, and the browser sends it. */
async function sign(envelope: string): Promise<void> {
	const { chain, organizer } = fixture.chainFixture;
	await send(chain, await signWith(organizer, chain.passphrase)(envelope));
}
const finish = (between?: (step: GiftKillPoint) => void) => {
	fixture.clock.advance(31_000);
	return drain(finishGifts({ ...deps(), ...(between ? { between } : {}) }));
};
async function give(to: string): Promise<void> {
	await sign((await offerGift(deps(), by(), wanted(to))).envelope);
	await finish();
	await passAll(fixture);
}
const ordersOf = (id: string) =>
	fixture.rows(
		`SELECT o.* FROM relay.orders o JOIN relay.gifts g ON g.reference = o.reference WHERE g.id = $1`,
		[id],
	);
const givenOnChain = async () => {
	const { counters } = (await readTickets(fixture.deps, await anyOrder())).state;
	return counters.complimentary;
};
const anyOrder = async () => {
	const [row] = await fixture.rows(
		`SELECT event, owner, chain_order FROM relay.orders WHERE provider = 'gift' LIMIT 1`,
	);
	const { event, owner, chain_order } = row as { event: string; owner: string; chain_order: string };
	return { event, owner, chainOrder: BigInt(chain_order) };
};

test('nothing is given before the organizer signs; then the guest has an order and a message with its link', async () => {
	const phone = freshPhone();
	const gift = wanted(phone);
	const { envelope, before } = await offerGift(deps(), by(), gift);
	assert.is(before, 0);
	await finish();
	assert.equal(await ordersOf(gift.id), []);
	await sign(envelope);
	await finish();
	await passAll(fixture);
	const [order] = await ordersOf(gift.id);
	assert.equal([order.state, order.qty, order.amount_kes, order.account], ['issued', 1, '0', null]);
	assert.match(order.tx_hash, /^[0-9a-f]{64}$/);
	const message = [...fixture.platform.messages.values()].at(-1)!;
	assert.equal([message.about, message.value, message.qty], ['issued', phone, 1]);
	const [shown] = await giftsOfEvent(deps(), event);
	assert.equal(
		[shown!.state, shown!.to, shown!.notice],
		['given', `${phone.slice(0, 4)}•••••${phone.slice(-3)}`, 'sent'],
	);
	assert.is(await codeOf(offerGift(deps(), by(), gift)), 'GIFT_GIVEN');
});

test('the person who proved the phone holds the ticket: sends it on, and takes it to a wallet; nobody else sees it', async () => {
	const [phone, friend] = [freshPhone(), freshPhone()];
	await give(phone);
	const guest = personWith(fixture, `guest ${phone}`, phone);
	const { items } = await ownOrders({ ...fixture.orders, platform: fixture.platform }, guest);
	assert.is(items.length, 1);
	const order = await orderByToken(fixture.db, items[0]!.reference, items[0]!.token);
	assert.is(await codeOf(refundOffer(deps(), order)), 'ORDER_STATE', 'nothing was paid');
	const { row } = await sendTo(fixture, order, friend);
	await cancelOffer(fixture.deps, order, row.id);
	const to = fixture.chainFixture.artist.publicKey();
	await moveOrderToWallet(fixture.deps, order, { tickets: [0], to });
	await drain(movesOf(fixture));
	const [ticket] = (await readTickets(fixture.deps, { ...order, chainOrder: order.chainOrder! })).tickets;
	assert.equal([ticket!.owner, ticket!.custodial], [to, false]);
	const stranger = personWith(fixture, 'stranger', freshPhone());
	assert.equal((await ownOrders({ ...fixture.orders, platform: fixture.platform }, stranger)).items, []);
});

test('asked for again, in another window or after a death, it is one ticket; both calls signed: one lands', async () => {
	const phone = freshPhone();
	const first = await offerGift(deps(), by(), wanted(phone));
	const again = await offerGift(deps(), by(), wanted(phone));
	assert.is(again.id, first.id, 'the same guest and tier: the same gift');
	const before = await givenOnChain();
	await sign(again.envelope);
	assert.is.not(await codeOf(sign(first.envelope)), 'none');
	assert.is(await codeOf(offerGift(deps(), by(), wanted(phone))), 'ORDER_EXISTS', 'landed, and not yet seen');
	await finish();
	assert.is((await ordersOf(first.id)).length, 1);
	assert.is(await givenOnChain(), before + 1);
	// Control: once it is given, another one for the same guest is another ticket, and the page says how many there are.
	const next = await offerGift(deps(), by(), wanted(phone));
	assert.equal([next.id === first.id, next.before], [false, 1]);
});

for (const step of giftKillPoints)
	test(`killed once it has ${step} it: no second order, none forgotten`, async () => {
		const gift = wanted(freshPhone());
		await sign((await offerGift(deps(), by(), gift)).envelope);
		const killed = finish((at) => {
			if (at === step) throw new Error('killed');
		});
		await killed.catch(() => {});
		await finish();
		await finish();
		assert.is((await ordersOf(gift.id)).length, 1);
		await passAll(fixture);
		const messages = [...fixture.platform.messages.values()].filter(({ value }) => value === gift.to);
		assert.is(messages.length, 1);
	});

test('a call that nobody signed is forgotten in a week, and not before it can no longer land', async () => {
	const gift = wanted('guest@example.com');
	await offerGift(deps(), by(), gift);
	await finish();
	assert.is((await giftsOfEvent(deps(), event)).filter(({ id }) => id === gift.id).length, 1);
	await fixture.rows('UPDATE relay.gifts SET valid_until = 0, valid_ledger = 0 WHERE id = $1', [gift.id]);
	await finish();
	assert.is((await giftsOfEvent(deps(), event)).filter(({ id }) => id === gift.id).length, 1);
	fixture.clock.advance(8 * 86_400_000);
	await finish();
	assert.is((await giftsOfEvent(deps(), event)).filter(({ id }) => id === gift.id).length, 0);
});

test('what is none is refused before anybody signs, and an organizer who gives without end has to wait', async () => {
	assert.is(await codeOf(offerGift(deps(), by(), wanted('0612'))), 'PHONE_NOT_KENYAN');
	assert.is(await codeOf(offerGift(deps(), by(), wanted(freshPhone(), { tier: 9 }))), 'TIER_UNKNOWN');
	const none = await announce(fixture, fixture.chainFixture.terms({ complimentary: 0 }));
	const to = wanted(freshPhone());
	assert.is(await codeOf(offerGift(deps(), { ...by(), event: none }, to)), 'COMPLIMENTARY_OVER');
	let code = 'none';
	for (let i = 0; i < 61 && code !== 'TOO_MANY_GIFTS'; i++)
		code = await codeOf(offerGift(deps(), { event: none, account: 'eager' }, to));
	assert.is(code, 'TOO_MANY_GIFTS');
});

test('a cancel gives no money for a gift, and stops at none', async () => {
	await fixture.rows(`UPDATE relay.events SET closed = 'CANCELLED' WHERE event = $1`, [event]);
	assert.is(await openDueRefunds({ db: fixture.db, clock: fixture.clock, log: fixture.deps.log }), 0);
	const [row] = await fixture.rows('SELECT refunds_opened FROM relay.events WHERE event = $1', [event]);
	assert.ok(row.refunds_opened);
});

test('while sales are stopped nothing is offered that would wait for a signature', async () => {
	const stopped = await announce(fixture, fixture.chainFixture.terms({ complimentary: 1 }));
	const { chain, organizer } = fixture.chainFixture;
	const act = async (what: 'pause' | 'resume') => {
		const planned = await planOperation(chain, stopped, { do: what });
		await carryOut(chain, planned, signWith(organizer, chain.passphrase));
	};
	const offer = () => offerGift(deps(), { event: stopped, account: 'organizer' }, wanted(freshPhone()));
	await act('pause');
	assert.is(await codeOf(offer()), 'SALES_CLOSED');
	assert.equal(await giftsOfEvent(deps(), stopped), []);
	await act('resume');
	await offer();
	assert.is((await giftsOfEvent(deps(), stopped)).length, 1, 'the control');
});

test('support opens no case for a gift, and the answer says that nobody paid', async () => {
	const [given] = await fixture.rows(`SELECT reference FROM relay.orders WHERE provider = 'gift' LIMIT 1`);
	const asked = { reference: given.reference, note: 'The guest called.', by: 'ann' };
	assert.is(await codeOf(openForPerson(fixture.settle, asked)), 'ORDER_IS_GIFT');
	assert.equal(await fixture.rows('SELECT id FROM relay.reviews'), []);
});

test.run();
