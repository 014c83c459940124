import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { openLink } from '../../contacts/open-link.ts';
import { freshPhone } from '../../test/fixture.ts';
import { letIn } from '../../test/let-in.ts';
import { acceptHandover } from '../accept-handover.ts';
import { cancelOffer } from '../cancel-offer.ts';
import { expireOffers } from '../expire-offers.ts';
import { handoverView } from '../handover-view.ts';
import { moveOrderToWallet } from '../move-to-wallet.ts';
import { offerTicket } from '../offer-ticket.ts';
import { orderTickets } from '../order-tickets.ts';
import { readTickets } from '../read-tickets.ts';
import { receivedTickets } from '../received-tickets.ts';
import {
	eventWith,
	type HandoverFixture,
	openHandoverFixture,
	passAll,
	personWith,
	sendTo,
	soldOrder,
} from './handover-fixture.ts';

const test = suite('a ticket in custody is sent to a phone or an address');
let fixture: HandoverFixture;
let event: string;
const hour = 3_600_000;
const holder = { by: 'holder', paid: false } as const;

test.before(async () => {
	fixture = await openHandoverFixture();
	event = await eventWith(fixture);
});
test.after(() => fixture.close());

const now = () => new Date(fixture.clock.now());
const messages = () => [...fixture.platform.messages.values()];

test('it is its sender’s until a friend takes it; then it is the friend’s, and the chain says nothing of either', async () => {
	const [order, phone] = [await soldOrder(fixture, event, 2), freshPhone()];
	const before = await readTickets(fixture.deps, { ...order, chainOrder: order.chainOrder! });
	const { token, message } = await sendTo(fixture, order, phone, 1);
	const { code, expiresAt, ...said } = message;
	assert.equal(said, {
		kind: 'phone',
		value: phone,
		language: 'en',
		about: 'handover_offered',
		eventName: 'A night out',
		qty: 1,
		amountKes: null,
		reference: null,
	});
	assert.is((await openLink(fixture.deps, code, now())).handover, token);

	const friend = personWith(fixture, 'friend', phone);
	const offered = await handoverView(fixture.deps, token, null);
	assert.is(offered.state, 'offered');
	assert.is(offered.ticket, null);
	assert.match(offered.from, /^2547•••••\d{3}$/);
	assert.equal(
		Object.values(offered).filter((each) => each === order.reference),
		[],
	);
	assert.equal(
		(await receivedTickets(fixture.deps, friend)).map(({ state, token }) => [state, token]),
		[['offered', token]],
	);
	const mine = await orderTickets(fixture.deps, order, holder);
	assert.equal(
		mine.items.map(({ sent, refusal, movable }) => [sent?.state ?? null, refusal, movable]),
		[
			[null, null, true],
			['offered', 'HANDOVER_OPEN', false],
		],
	);
	assert.is(mine.items[1]!.sent!.notice, 'sent');

	await acceptHandover(fixture.deps, token, friend);
	await passAll(fixture);
	const taken = await handoverView(fixture.deps, token, friend);
	assert.is(taken.state, 'claimed');
	assert.is(taken.yours, true);
	assert.is(taken.ticket!.order, order.chainOrder!.toString());
	assert.is((await handoverView(fixture.deps, token, null)).ticket, null);
	assert.is((await receivedTickets(fixture.deps, friend))[0]!.ticket, taken.ticket!.id);
	const given = await orderTickets(fixture.deps, order, holder);
	assert.is(given.items[1]!.sent!.state, 'claimed');
	assert.equal(given.items[1]!.sent!.to, `${phone.slice(0, 4)}•••••${phone.slice(-3)}`);
	const notice = messages().at(-1)!;
	assert.equal([notice.about, notice.reference], ['handover_claimed', order.reference]);
	const after = await readTickets(fixture.deps, { ...order, chainOrder: order.chainOrder! });
	assert.equal(after.tickets, before.tickets);
});

test('the receiver may ask again; an account with the same number, a stranger and a wrong link get nothing', async () => {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	const { token } = await sendTo(fixture, order, phone);
	const [friend, twin] = [personWith(fixture, 'a', phone), personWith(fixture, 'b', phone)];
	const stranger = personWith(fixture, 'c', freshPhone());
	assert.is(await codeOf(acceptHandover(fixture.deps, token, stranger)), 'HANDOVER_NOT_YOURS');
	assert.is((await handoverView(fixture.deps, token, stranger)).proved, false);
	const count = messages().length;
	await Promise.all([1, 2, 3].map(() => acceptHandover(fixture.deps, token, friend)));
	await acceptHandover(fixture.deps, token, friend);
	await passAll(fixture);
	assert.is(messages().length, count + 1, 'its sender is notice once');
	assert.is(await codeOf(acceptHandover(fixture.deps, token, twin)), 'HANDOVER_TAKEN');
	assert.is(await codeOf(acceptHandover(fixture.deps, token, stranger)), 'HANDOVER_NOT_YOURS');
	assert.is(await codeOf(acceptHandover(fixture.deps, 'x'.repeat(43), friend)), 'HANDOVER_NOT_FOUND');
	assert.is(await codeOf(cancelOffer(fixture.deps, order, (await idOf(order.no))!)), 'HANDOVER_TAKEN');
});

const idOf = async (no: bigint): Promise<string | undefined> =>
	(await fixture.rows('SELECT id FROM relay.handovers WHERE order_no = $1 ORDER BY created_at DESC', [no]))[0]
		?.id;

test('two who take it at once: one has it', async () => {
	for (let i = 0; i < 5; i++) {
		const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
		const { token } = await sendTo(fixture, order, phone);
		const both = [personWith(fixture, `x${i}`, phone), personWith(fixture, `y${i}`, phone)];
		const codes = await Promise.all(both.map((each) => codeOf(acceptHandover(fixture.deps, token, each))));
		assert.equal(codes.toSorted(), ['HANDOVER_TAKEN', 'none']);
	}
});

test('taken back while it is being taken: the one or the other', async () => {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	const { token, row } = await sendTo(fixture, order, phone);
	const friend = personWith(fixture, 'friend', phone);
	const between = () => cancelOffer(fixture.deps, order, row.id);
	assert.is(await codeOf(acceptHandover({ ...fixture.deps, between }, token, friend)), 'HANDOVER_CANCELLED');
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'HANDOVER_CANCELLED');
	await cancelOffer(fixture.deps, order, row.id);
	for (let i = 0; i < 5; i++) {
		const again = await sendTo(fixture, order, phone);
		const ends = await Promise.all([
			codeOf(acceptHandover(fixture.deps, again.token, friend)),
			codeOf(cancelOffer(fixture.deps, order, again.row.id)),
		]);
		const { state } = await handoverView(fixture.deps, again.token, friend);
		assert.equal(ends, state === 'claimed' ? ['none', 'HANDOVER_TAKEN'] : ['HANDOVER_CANCELLED', 'none']);
		if (state === 'claimed') return;
	}
});

test('nobody takes it within 72 hours: it is its sender’s again, who is notified and may send it once more', async () => {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	const { token } = await sendTo(fixture, order, phone);
	const friend = personWith(fixture, 'friend', phone);
	fixture.clock.advance(72 * hour);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'HANDOVER_EXPIRED');
	assert.is((await handoverView(fixture.deps, token, friend)).state, 'expired');
	await Promise.all([expireOffers(fixture.deps, now()), expireOffers(fixture.deps, now())]);
	await passAll(fixture);
	const notice = messages().filter(
		({ about, reference }) => about === 'handover_expired' && reference === order.reference,
	);
	assert.is(notice.length, 1);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'HANDOVER_EXPIRED');
	const again = await sendTo(fixture, order, phone);
	await acceptHandover(fixture.deps, again.token, friend);
});

test('it is not offered where the policy or the ticket forbids it, and not twice', async () => {
	const phone = freshPhone();
	const offer = (order: Parameters<typeof offerTicket>[1], ticket = 0) =>
		codeOf(offerTicket(fixture.deps, order, { ticket, to: phone, language: 'en' }));
	const order = await soldOrder(fixture, event);
	assert.is(await offer(order, 1), 'TICKET_UNKNOWN');
	assert.is(await offer(order), 'none');
	assert.is(await offer(order), 'HANDOVER_OPEN');
	const wrong = offerTicket(fixture.deps, order, { ticket: 0, to: '12345', language: 'en' });
	assert.is(await codeOf(wrong), 'PHONE_NOT_KENYAN');
	for (const policy of [{ transferable: false }, { resale_cap_bps: 11_000, resale_limit: 3 }]) {
		const closed = await soldOrder(fixture, await eventWith(fixture, policy));
		assert.is(await offer(closed), 'TRANSFERS_OFF');
		const { until, items } = await orderTickets(fixture.deps, closed, holder);
		assert.equal([until, items[0]!.refusal], [null, 'TRANSFERS_OFF']);
	}
});

test('after the freeze nothing is sent and nothing is taken', async () => {
	const freeze_at = BigInt(Math.floor(fixture.clock.now() / 1000) + 3600);
	const frozen = await eventWith(fixture, { freeze_at });
	const [order, other] = [await soldOrder(fixture, frozen), await soldOrder(fixture, frozen)];
	const phone = freshPhone();
	const { token, row } = await sendTo(fixture, order, phone);
	assert.is(row.expiresAt.getTime(), Number(freeze_at) * 1000);
	fixture.clock.advance(hour);
	const friend = personWith(fixture, 'friend', phone);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'HANDOVER_EXPIRED');
	const late = offerTicket(fixture.deps, other, { ticket: 0, to: phone, language: 'en' });
	assert.is(await codeOf(late), 'TRANSFERS_FROZEN');
});

test('a payer sends twenty tickets a day: the next one waits', async () => {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	for (let i = 0; i < 20; i++) {
		const { id } = await offerTicket(fixture.deps, order, { ticket: 0, to: phone, language: 'sw' });
		await cancelOffer(fixture.deps, order, id);
	}
	const more = () => codeOf(offerTicket(fixture.deps, order, { ticket: 0, to: phone, language: 'sw' }));
	assert.is(await more(), 'TOO_MANY_HANDOVERS');
	fixture.clock.advance(24 * hour);
	assert.is(await more(), 'none');
});

test('while the platform is away nobody takes anything, and the ticket stays its sender’s', async () => {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	const { token } = await sendTo(fixture, order, phone);
	const friend = personWith(fixture, 'friend', phone);
	fixture.platform.isAway = true;
	assert.ok(await codeOf(acceptHandover(fixture.deps, token, friend)));
	fixture.platform.isAway = false;
	await acceptHandover(fixture.deps, token, friend);
});

test('no log names a phone or an address, and the database keeps them encrypted', async () => {
	const numbers = messages().map(({ value }) => value);
	const kept = JSON.stringify(await fixture.rows('SELECT * FROM relay.handovers'));
	assert.ok(numbers.length > 10);
	for (const each of numbers) assert.not.ok(fixture.logged().includes(each) || kept.includes(each));
});

test('a ticket whose refund was asked for is neither sent, nor taken, nor moved', async () => {
	const [order, phone] = [await soldOrder(fixture, event, 3), freshPhone()];
	const friend = personWith(fixture, 'quick', phone);
	const { token } = await sendTo(fixture, order, phone, 0);
	const refund = (ticket: number) =>
		fixture.rows('INSERT INTO relay.refunded_tickets VALUES ($1, $2, gen_random_uuid())', [order.no, ticket]);
	await refund(0);
	await refund(1);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'TICKET_REFUNDED');
	const offer = (ticket: number) => offerTicket(fixture.deps, order, { ticket, to: phone, language: 'en' });
	assert.is(await codeOf(offer(1)), 'TICKET_REFUNDED');
	const to = (await fixture.chainFixture.fan()).publicKey();
	assert.is(await codeOf(moveOrderToWallet(fixture.deps, order, { tickets: [1], to })), 'TICKET_REFUNDED');
	// The control: the third one is in no refund.
	await offer(2);
});

test('who is in sends nothing on, although the chain does not show it yet', async () => {
	const [order, phone] = [await soldOrder(fixture, event, 3), freshPhone()];
	const friend = personWith(fixture, 'outside', phone);
	const { token } = await sendTo(fixture, order, phone, 1);
	await letIn(fixture.deps.db, order, 0);
	await letIn(fixture.deps.db, order, 1);
	const offer = (ticket: number) => offerTicket(fixture.deps, order, { ticket, to: phone, language: 'en' });
	assert.is(await codeOf(offer(0)), 'TICKET_USED');
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'TICKET_USED');
	// The control: nobody came in with the third one.
	await offer(2);
});

test.run();
