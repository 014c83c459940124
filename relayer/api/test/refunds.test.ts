import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownSession, type Session, sessionSigner } from '#shared/session.server.ts';
import type { OrderView } from '../../orders/order-schemas.ts';
import { refundable } from '../../refunds/test/fixture.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { freshKey, type Running, startRunning, supportToken } from '../../test/running-relayer.ts';

const test = suite('refunds by the fan, the event’s team and support, on a running relayer');
const [team, ann, bob] = ['a', 'b', 'c'].map((end) => `00000000-0000-4000-8000-00000000000${end}`);
let fixture: Fixture;
let running: Running;
let event: string;
let other: string;
let oldTerms: string;

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	const chain = fixture.chainFixture;
	event = await chain.publish(refundable(fixture));
	other = await chain.publish(refundable(fixture));
	oldTerms = await chain.publish(chain.terms());
	for (const each of [event, other, oldTerms]) await sells(each);
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

async function sells(of: string): Promise<void> {
	for (;;) {
		const { body } = await running.request('GET', `/v1/events/${of}/availability`);
		if (body.items?.some(({ left }: { left: number }) => left > 0)) return;
		await new Promise((done) => setTimeout(done, 50));
	}
}

type Made = { order: OrderView; token: string };

/** An order whose tickets are issued. */
async function issued(of: string, qty: number): Promise<Made> {
	const { body } = await running.order({ event: of, qty, phone: freshPhone(), idempotencyKey: freshKey() });
	const order = await running.until(body, ['issued']);
	// The statement would list it in a quarter of a minute.
	await fixture.rows('UPDATE relay.payments SET confirmed_at = now() WHERE confirmed_at IS NULL');
	return { ...body, order };
}

async function tokenOf(session: Session): Promise<string> {
	return (await sessionSigner(running.platformKey))(session, Date.now());
}
const teamToken = (change: Partial<Session> = {}) =>
	tokenOf({ ...ownSession(team!, []), may: ['orders.read', 'orders.change'], events: [event], ...change });
const supportOf = (person: string) => tokenOf(ownSession(person, ['support']));

const ask = (token: string, body: object, of = event) =>
	running.request('POST', `/v1/events/${of}/refunds`, body, token);
const askAsSupport = (token: string, body: object) =>
	running.request('POST', `/v1/review/refunds/${event}`, body, token);
const giveBack = ({ order, token }: Made, body: object = {}) =>
	running.request('POST', `/v1/orders/${order.reference}/refunds`, body, token);

/** The order once each of its refunds has this state. */
async function until(
	{ order, token }: Made,
	state: OrderView['ticketRefunds'][number]['state'],
): Promise<OrderView> {
	for (;;) {
		const { body } = await running.request('GET', `/v1/orders/${order.reference}`, undefined, token);
		const back = (body as OrderView).ticketRefunds;
		if (back.length > 0 && back.every((each) => each.state === state)) return body;
		await new Promise((done) => setTimeout(done, 100));
	}
}

test('a fan gives one ticket back by the order’s token, then the rest, and sees both end', async () => {
	const made = await issued(event, 3);
	assert.is((await giveBack({ ...made, token: 'x'.repeat(43) })).status, 404);
	assert.is((await giveBack(made, { tickets: [3] })).body.code, 'TICKET_UNKNOWN');
	const first = await giveBack(made, { tickets: [1] });
	assert.is(first.status, 200);
	assert.equal(first.body.ticketRefunds[0].tickets, [1]);
	assert.is((await giveBack(made, { tickets: [1] })).body.code, 'TICKET_REFUNDED');
	assert.is((await giveBack(made)).status, 200);
	const { ticketRefunds, state } = await until(made, 'returned');
	assert.is(state, 'issued');
	assert.equal(
		ticketRefunds.map(({ tickets, amountKes }) => [tickets, amountKes]),
		[
			[[1], '129000'],
			[[0, 2], '258000'],
		],
	);
	assert.is((await giveBack(made)).body.code, 'TICKET_REFUNDED');
});

test('an event that takes no tickets back says so, and nothing changes', async () => {
	const made = await issued(oldTerms, 1);
	const { status, body } = await giveBack(made);
	assert.is(status, 409);
	assert.is(body.code, 'REFUNDS_NONE');
	const shown = await running.request('GET', `/v1/orders/${made.order.reference}`, undefined, made.token);
	assert.equal(shown.body.ticketRefunds, []);
});

test('the team refunds an order of its event, and reads how far it is; others find no event', async () => {
	const made = await issued(event, 1);
	const wanted = { reference: made.order.reference, note: 'a promise' };
	assert.is((await ask(await teamToken({ may: ['orders.read'] }), wanted)).status, 403);
	assert.is((await ask(await supportOf(ann!), wanted)).status, 403);
	assert.is((await ask(await teamToken({ events: [other] }), wanted)).status, 404);
	assert.is((await ask(await teamToken({ events: [other] }), wanted, other)).body.code, 'ORDER_NOT_FOUND');
	assert.is((await ask(await teamToken(), { ...wanted, note: '' })).status, 400);
	const { status, body } = await ask(await teamToken(), wanted);
	assert.is(status, 201);
	assert.is(body.amountKes, '129000');
	await until(made, 'returned');
	const path = `/v1/events/${event}/refunds`;
	const progress = await running.request('GET', path, undefined, await teamToken());
	assert.is(progress.body.refunds.returned, 3);
	assert.equal(progress.body.kes, { onItsWay: '0', returned: '516000' });
	assert.is(
		(await running.request('GET', path, undefined, await teamToken({ events: [other] }))).status,
		404,
	);
	assert.is((await running.request('GET', path)).status, 401);
	assert.is((await askAsSupport(await teamToken(), wanted)).status, 403);
});

test('above what one support person may give alone, another one has to ask for the same', async () => {
	const made = await issued(event, 1);
	const wanted = { reference: made.order.reference, note: 'the buyer called' };
	assert.is((await askAsSupport(supportToken, wanted)).body.code, 'PERSON_NEEDED');
	const first = await askAsSupport(await supportOf(ann!), wanted);
	assert.is(first.status, 202);
	assert.is(first.body.state, 'proposed');
	assert.is((await askAsSupport(await supportOf(ann!), wanted)).body.code, 'SECOND_PERSON_NEEDED');
	assert.is((await askAsSupport(supportToken, wanted)).body.code, 'PERSON_NEEDED');
	assert.is((await giveBack(made)).body.code, 'TICKET_REFUNDED');
	assert.is((await askAsSupport(await supportOf(bob!), wanted)).status, 201);
	await until(made, 'returned');
});

const offerOf = ({ order, token }: Made) =>
	running.request('GET', `/v1/orders/${order.reference}/refunds`, undefined, token);

test('the fan reads what can be given back now, until when, for how much, and why the rest cannot', async () => {
	const [made, old] = [await issued(event, 3), await issued(oldTerms, 1)];
	const { policy } = refundable(fixture);
	const { body } = await offerOf(made);
	assert.equal(
		body.tickets,
		[0, 1, 2].map((index) => ({ index, refusal: null })),
	);
	assert.equal(body.amounts, ['129000', '258000', '387000']);
	assert.ok(Math.abs(Date.parse(body.until) / 1000 - Number(policy.refund_until)) < 600);
	assert.equal([body.cancelled, body.part], [false, null]);
	await giveBack(made, { tickets: [1] });
	assert.equal(
		(await offerOf(made)).body.tickets.map(({ index }: { index: number }) => index),
		[0, 2],
	);
	const closed = (await offerOf(old)).body;
	assert.equal([closed.until, closed.tickets], [null, [{ index: 0, refusal: 'REFUNDS_NONE' }]]);
	assert.is((await offerOf({ ...made, token: old.token })).status, 404);
});

test('team and support read an order’s refunds with who asked; a proposal that nobody agreed to is withdrawn', async () => {
	const made = await issued(event, 2);
	const { reference } = made.order;
	const forTeam = async (token: string, of = event) =>
		running.request('GET', `/v1/events/${of}/refunds/${reference}`, undefined, token);
	const forSupport = async (token: string) =>
		running.request('GET', `/v1/review/refunds/orders/${reference}`, undefined, token);
	const withdraw = (id: string, token: string) =>
		running.request('POST', `/v1/review/refunds/${id}/withdraw`, undefined, token);
	assert.is((await forTeam(await teamToken({ events: [other] }), other)).status, 404);
	assert.is((await forTeam(await teamToken({ events: [other] }))).status, 404);
	assert.is((await forTeam(await teamToken({ may: [] }))).status, 403);
	assert.is((await forSupport(await teamToken())).status, 403);
	assert.is((await forTeam(await teamToken())).body.alone, null);
	const before = (await forSupport(await supportOf(ann!))).body;
	const { qty, tier, amountKes } = before.order;
	assert.equal([qty, tier, amountKes], [2, 0, '258000']);
	assert.equal([before.event, before.alone], [event, { limitKes: '10000', leftKes: '10000' }]);
	const wanted = { reference, tickets: [0], note: 'the buyer called' };
	const { id } = (await askAsSupport(await supportOf(ann!), wanted)).body;
	const [row] = (await forSupport(await supportOf(bob!))).body.refunds;
	assert.equal([row.state, row.by, row.note, row.tickets], ['proposed', ann, 'the buyer called', [0]]);
	const waiting = async (token: string) =>
		(await running.request('GET', '/v1/review/refunds', undefined, token)).body.items.filter(
			(each: { reference: string }) => each.reference === reference,
		);
	const [listed] = await waiting(await supportOf(bob!));
	assert.equal([listed.id, listed.amountKes, listed.by, listed.own], [id, '129000', ann, false]);
	assert.is((await waiting(await supportOf(ann!)))[0].own, true, 'who asked is not the second one');
	assert.is((await running.request('GET', '/v1/review/refunds', undefined, await teamToken())).status, 403);
	assert.is((await withdraw(id, supportToken)).body.code, 'PERSON_NEEDED');
	assert.is((await withdraw(id, await teamToken())).status, 403);
	assert.is((await withdraw(id, await supportOf(bob!))).body.state, 'withdrawn');
	assert.is((await withdraw(id, await supportOf(bob!))).body.code, 'REFUND_STATE');
	assert.is((await withdraw(made.order.event, await supportOf(bob!))).status, 400);
	const after = (await forSupport(await supportOf(ann!))).body;
	assert.equal([after.refunds[0].state, after.refunds[0].secondBy], ['withdrawn', bob]);
	assert.equal(await waiting(await supportOf(bob!)), []);
	assert.equal(
		after.offer.tickets.map(({ index }: { index: number }) => index),
		[0, 1],
		'its ticket may be in another refund',
	);
});

test('a cancel refunds every issued order by itself, on the running relayer', async () => {
	const made = await Promise.all([issued(other, 1), issued(other, 2)]);
	const organizer: Keypair = fixture.chainFixture.organizer;
	await fixture.chainFixture.call(organizer, other, 'cancel', { by: organizer.publicKey() });
	for (const each of made) await until(each, 'returned');
	const { body } = await running.request(
		'GET',
		`/v1/review/refunds/${other}`,
		undefined,
		await supportOf(ann!),
	);
	assert.ok(body.cancelled);
	assert.is(body.refunds.returned, 2);
});

test.run();
