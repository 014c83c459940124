import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Session } from '#shared/session.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { openLink } from '../../contacts/open-link.ts';
import type { OrderRow } from '../../models/orders.ts';
import { orderView } from '../../orders/order-view.ts';
import { requestTicketRefund } from '../../refunds/request-ticket-refund.ts';
import { refundable } from '../../refunds/test/fixture.ts';
import { freshPhone } from '../../test/fixture.ts';
import { acceptHandover } from '../accept-handover.ts';
import { cancelOffer, cancelSentOn } from '../cancel-offer.ts';
import { expireOffers } from '../expire-offers.ts';
import { handoverView } from '../handover-view.ts';
import { moveClaimedToWallet } from '../move-to-wallet.ts';
import { offerTicket, sendOn } from '../offer-ticket.ts';
import { orderTickets } from '../order-tickets.ts';
import { receivedTickets } from '../received-tickets.ts';
import { returnTicket } from '../return-ticket.ts';
import {
	eventWith,
	type HandoverFixture,
	openHandoverFixture,
	passAll,
	personWith,
	sendTo,
	soldOrder,
} from './handover-fixture.ts';

const test = suite('who took a ticket sends it on, or gives it back');
let fixture: HandoverFixture;
let event: string;
const holder = { by: 'holder', paid: false } as const;

test.before(async () => {
	fixture = await openHandoverFixture();
	const { policy } = refundable(fixture);
	event = await eventWith(fixture, policy);
});
test.after(() => fixture.close());

const now = () => new Date(fixture.clock.now());
const messages = () => [...fixture.platform.messages.values()];
const masked = (phone: string) => `${phone.slice(0, 4)}•••••${phone.slice(-3)}`;

/** A friend who has taken a ticket of an order. */
async function given(
	name: string,
): Promise<{ order: OrderRow; token: string; friend: Session; phone: string }> {
	const [order, phone] = [await soldOrder(fixture, event), freshPhone()];
	const friend = personWith(fixture, name, phone);
	const { token } = await sendTo(fixture, order, phone);
	await acceptHandover(fixture.deps, token, friend);
	await passAll(fixture);
	return { order, token, friend, phone };
}

/** The friend sends it on. Returns the message's own token. */
async function sentOn(token: string, by: Session, to: string): Promise<{ id: string; token: string }> {
	const row = await sendOn(fixture.deps, token, by, { to, language: 'en' });
	await passAll(fixture);
	const found = await openLink(fixture.deps, messages().at(-1)!.code, now());
	return { id: row.id, token: found.handover! };
}

test('a second friend takes it: it is theirs, the first hears of it, and the buyer sees whom they gave it to', async () => {
	const [{ order, token, friend, phone }, to] = [await given('first'), freshPhone()];
	const second = personWith(fixture, 'second', to);
	const next = await sentOn(token, friend, to);
	assert.is(messages().at(-1)!.value, to);
	const waits = await handoverView(fixture.deps, token, friend);
	assert.equal(
		[waits.yours, waits.sent!.to, waits.sendable, waits.returnable, waits.ticket!.movable],
		[true, masked(to), false, false, false],
	);
	const shown = await handoverView(fixture.deps, next.token, second);
	assert.equal([shown.state, shown.from, shown.proved], ['offered', masked(phone), true]);
	assert.is(await codeOf(acceptHandover(fixture.deps, next.token, friend)), 'HANDOVER_NOT_YOURS');
	await acceptHandover(fixture.deps, next.token, second);
	await passAll(fixture);
	const news = messages().at(-1)!;
	assert.equal([news.about, news.value, news.reference], ['handover_claimed', phone, null]);
	assert.is(
		(await openLink(fixture.deps, news.code, now())).handover,
		token,
		'by the first friend’s own link',
	);
	const gone = await handoverView(fixture.deps, token, friend);
	assert.equal([gone.state, gone.yours, gone.ticket], ['passed_on', false, null]);
	assert.is((await handoverView(fixture.deps, next.token, second)).ticket!.order, String(order.chainOrder));
	assert.equal(await receivedTickets(fixture.deps, friend), []);
	const [item] = (await orderTickets(fixture.deps, order, holder)).items;
	assert.equal([item!.sent!.state, item!.sent!.to, item!.movable], ['claimed', masked(phone), false]);
	assert.is((await orderView(fixture.orders, order, now())).given.length, 1);
	for (const act of [
		() => acceptHandover(fixture.deps, token, friend),
		() => cancelSentOn(fixture.deps, token, friend, next.id),
		() => returnTicket(fixture.deps, token, friend),
	])
		assert.is(await codeOf(act()), 'HANDOVER_TAKEN');
});

test('until then it is the first friend’s, who takes it back or has it again after 72 hours', async () => {
	const { order, token, friend, phone } = await given('waits');
	const to = freshPhone();
	const second = personWith(fixture, 'too late', to);
	const next = await sentOn(token, friend, to);
	const stranger = personWith(fixture, 'stranger', freshPhone());
	assert.is(await codeOf(sentOn(token, friend, freshPhone())), 'HANDOVER_OPEN');
	assert.is(await codeOf(sentOn(token, stranger, freshPhone())), 'HANDOVER_NOT_FOUND');
	assert.is(await codeOf(cancelSentOn(fixture.deps, token, stranger, next.id)), 'HANDOVER_NOT_FOUND');
	assert.is(await codeOf(cancelOffer(fixture.deps, order, next.id)), 'HANDOVER_NOT_FOUND', 'not the buyer’s');
	await cancelSentOn(fixture.deps, token, friend, next.id);
	assert.is(await codeOf(acceptHandover(fixture.deps, next.token, second)), 'HANDOVER_CANCELLED');
	const again = await sentOn(token, friend, to);
	fixture.clock.advance(72 * 3_600_000);
	await expireOffers(fixture.deps, now());
	await passAll(fixture);
	const news = messages().at(-1)!;
	assert.equal([news.about, news.value], ['handover_expired', phone]);
	assert.is(await codeOf(acceptHandover(fixture.deps, again.token, second)), 'HANDOVER_EXPIRED');
	assert.is((await handoverView(fixture.deps, token, friend)).sendable, true);
});

test('while it is sent on, it goes to no wallet and not back: one after the other', async () => {
	const { token, friend } = await given('busy');
	const to = (await fixture.chainFixture.fan()).publicKey();
	const next = await sentOn(token, friend, freshPhone());
	assert.is(await codeOf(moveClaimedToWallet(fixture.deps, token, friend, to)), 'HANDOVER_OPEN');
	assert.is(await codeOf(returnTicket(fixture.deps, token, friend)), 'HANDOVER_OPEN');
	await cancelSentOn(fixture.deps, token, friend, next.id);
	await moveClaimedToWallet(fixture.deps, token, friend, to);
	assert.is(await codeOf(sentOn(token, friend, freshPhone())), 'WALLET_MOVE_OPEN');
	assert.is(await codeOf(returnTicket(fixture.deps, token, friend)), 'WALLET_MOVE_OPEN');
});

test('a friend’s page and list say that the event is cancelled, or the ticket refunded; an offer nobody took, too', async () => {
	const one = await eventWith(fixture, refundable(fixture).policy);
	const order = await soldOrder(fixture, one, 2);
	const [friend, late] = [personWith(fixture, 'over', freshPhone()), freshPhone()];
	const [phone] = (await fixture.platform.contactsOf(friend.by)).map(({ value }) => value);
	const taken = await sendTo(fixture, order, phone!);
	await acceptHandover(fixture.deps, taken.token, friend);
	const offered = await sendTo(fixture, order, late, 1);
	const waiting = personWith(fixture, 'waits', late);
	const seen = async () => [
		(await handoverView(fixture.deps, taken.token, friend)).over,
		(await handoverView(fixture.deps, offered.token, waiting)).over,
		(await receivedTickets(fixture.deps, friend)).find(({ token }) => token === taken.token)!.over,
	];
	assert.equal(await seen(), [null, null, null]);
	const refund = randomUUID();
	await fixture.rows(
		`INSERT INTO relay.ticket_refunds (id, order_no, event, chain_order, mask, kind, reason, state, by, takes_part, amount_kes, paid_usdc, attempts, created_at, voided_at)
		VALUES ($1, $2, $3, $4, 1, 'reversal', 'REVERSED', 'voided', 'system', false, 0, 0, 0, now(), now())`,
		[refund, order.no, one, order.chainOrder],
	);
	await fixture.rows('INSERT INTO relay.refunded_tickets (order_no, ticket, refund_id) VALUES ($1, 0, $2)', [
		order.no,
		refund,
	]);
	assert.equal(await seen(), ['TICKET_REFUNDED', null, 'TICKET_REFUNDED']);
	await fixture.rows("UPDATE relay.events SET closed = 'CANCELLED' WHERE event = $1", [one]);
	assert.equal(await seen(), Array(3).fill('EVENT_CANCELLED'));
});

test('it is refunded once payer and holder agree: the holder gives it back, the payer asks', async () => {
	const { order, token, friend } = await given('agrees');
	const stranger = personWith(fixture, 'meddler', freshPhone());
	const refund = () =>
		requestTicketRefund(
			{ ...fixture.deps, chain: fixture.chainFixture.chain },
			order,
			{ tickets: [0], reason: 'ASKED_BY_BUYER', by: 'holder', note: null, takesPart: false },
			async () => 'requested',
		);
	assert.is(await codeOf(refund()), 'TICKET_GIVEN');
	assert.is(await codeOf(returnTicket(fixture.deps, token, stranger)), 'HANDOVER_NOT_YOURS');
	await returnTicket(fixture.deps, token, friend);
	await returnTicket(fixture.deps, token, friend);
	assert.equal(
		[
			(await handoverView(fixture.deps, token, friend)).state,
			(await receivedTickets(fixture.deps, friend)).length,
		],
		['returned', 0],
	);
	assert.is(await codeOf(acceptHandover(fixture.deps, token, friend)), 'HANDOVER_TAKEN');
	assert.is((await orderView(fixture.orders, order, now())).given.length, 0);
	await refund();
});

test('given back by the second friend, it is the first one’s again, who may give it back too', async () => {
	const [{ order, token, friend }, to] = [await given('middle'), freshPhone()];
	const second = personWith(fixture, 'last', to);
	const next = await sentOn(token, friend, to);
	await acceptHandover(fixture.deps, next.token, second);
	await returnTicket(fixture.deps, next.token, second);
	assert.is((await handoverView(fixture.deps, token, friend)).yours, true);
	await returnTicket(fixture.deps, token, friend);
	const offered = await offerTicket(fixture.deps, order, { ticket: 0, to: freshPhone(), language: 'en' });
	assert.is(offered.follows, null);
});

test('a person sends twenty tickets on a day', async () => {
	const { token, friend } = await given('keen');
	for (let i = 0; i < 20; i++) {
		const to = freshPhone();
		const { id } = await sendOn(fixture.deps, token, friend, { to, language: 'sw' });
		await cancelSentOn(fixture.deps, token, friend, id);
	}
	const more = sendOn(fixture.deps, token, friend, { to: freshPhone(), language: 'sw' });
	assert.is(await codeOf(more), 'TOO_MANY_HANDOVERS');
});

test.run();
