import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView } from '../../orders/order-schemas.ts';
import { type FakePlatform, fakePlatform } from '../../test/fake-platform.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('routes of tickets that change hands, on a running relayer');
let fixture: Fixture;
let running: Running;
let platform: FakePlatform;
let event: string;

test.before(async () => {
	[fixture, platform] = [await openFixture(), fakePlatform()];
	running = await startRunning(fixture, { platform });
	event = await fixture.chainFixture.publish(fixture.chainFixture.terms());
	for (;;) {
		const { body } = await running.request('GET', `/v1/events/${event}/availability`);
		if (body.items?.some(({ left }: { left: number }) => left > 0)) return;
		await new Promise((done) => setTimeout(done, 50));
	}
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

type Made = { order: OrderView; token: string };

async function bought(qty = 1): Promise<Made> {
	const { body } = await running.order({ event, qty, phone: freshPhone() });
	return { ...body, order: await running.until(body, ['issued']) };
}

const post = (path: string, token?: string, body?: object) => running.request('POST', path, body, token);
const send = ({ order, token }: Made, to: string, ticket = 0) =>
	post(`/v1/orders/${order.reference}/handovers`, token, { ticket, to });

/** A person with a proved phone, and their session. */
async function personOf(name: string, phone = freshPhone()) {
	platform.proved.set(name, [{ kind: 'phone', value: phone }]);
	return { phone, token: await running.session(['fan'], name) };
}

/** The token in the link of the newest message. */
async function linkTo(phone: string): Promise<string> {
	for (;;) {
		const sent = [...platform.messages.values()].findLast(({ value }) => value === phone);
		if (sent) return (await running.request('GET', `/v1/links/${sent.code}`)).body.handover;
		await new Promise((done) => setTimeout(done, 50));
	}
}

test('each route answers the caller that it is for, and no other', async () => {
	const [made, other] = [await bought(2), await bought()];
	const [friend, stranger] = [await personOf('friend'), await personOf('stranger')];
	const { reference } = made.order;
	const offered = await send(made, friend.phone);
	assert.is(offered.status, 201);
	const { id } = offered.body.items[0].sent;
	const link = await linkTo(friend.phone);
	const wallet = { to: (await fixture.chainFixture.fan()).publicKey() };
	const foreign = { id, reference: other.order.reference, token: other.token };
	for (const [path, token, body, status, code] of [
		[
			`/v1/orders/${reference}/handovers`,
			undefined,
			{ ticket: 1, to: stranger.phone },
			404,
			'ORDER_NOT_FOUND',
		],
		[
			`/v1/orders/${reference}/handovers`,
			other.token,
			{ ticket: 1, to: stranger.phone },
			404,
			'ORDER_NOT_FOUND',
		],
		[
			`/v1/orders/${reference}/handovers`,
			friend.token,
			{ ticket: 1, to: stranger.phone },
			404,
			'ORDER_NOT_FOUND',
		],
		[
			`/v1/orders/${foreign.reference}/handovers/${id}/cancel`,
			other.token,
			undefined,
			404,
			'HANDOVER_NOT_FOUND',
		],
		[`/v1/orders/${reference}/wallet`, other.token, { ...wallet, tickets: [0] }, 404, 'ORDER_NOT_FOUND'],
		[`/v1/orders/${reference}/wallet`, made.token, { ...wallet, tickets: [0] }, 409, 'HANDOVER_OPEN'],
		[`/v1/handovers/${link}/claim`, undefined, undefined, 401, 'SIGN_IN_NEEDED'],
		[`/v1/handovers/${link}/claim`, made.token, undefined, 401, 'SESSION_INVALID'],
		[`/v1/handovers/${link}/claim`, stranger.token, undefined, 403, 'HANDOVER_NOT_YOURS'],
		[`/v1/handovers/${'x'.repeat(43)}/claim`, friend.token, undefined, 404, 'HANDOVER_NOT_FOUND'],
		[`/v1/handovers/${link}/wallet`, stranger.token, wallet, 404, 'HANDOVER_NOT_FOUND'],
		[`/v1/handovers/${link}/wallet`, friend.token, wallet, 404, 'HANDOVER_NOT_FOUND'],
		[`/v1/handovers/${link}/handovers`, friend.token, { to: stranger.phone }, 404, 'HANDOVER_NOT_FOUND'],
		[`/v1/handovers/${link}/return`, friend.token, undefined, 403, 'HANDOVER_NOT_YOURS'],
	] as const) {
		const answer = await post(path, token, body);
		assert.equal([path, answer.status, answer.body.code], [path, status, code]);
	}
	assert.is((await running.request('GET', '/v1/handovers')).status, 401);
	const waiting = (await running.request('GET', '/v1/handovers', undefined, friend.token)).body.items;
	assert.equal([waiting.length, waiting[0].token], [1, link]);
	assert.is((await running.request('GET', '/v1/handovers', undefined, stranger.token)).body.items.length, 0);
});

test('a ticket goes by its routes to a friend, on to the next and back', async () => {
	const made = await bought();
	const [friend, second] = [await personOf('first'), await personOf('second')];
	await send(made, friend.phone);
	const link = await linkTo(friend.phone);
	const read = async (token?: string) =>
		(await running.request('GET', `/v1/handovers/${link}`, undefined, token)).body;
	assert.equal([(await read()).state, (await read()).ticket], ['offered', null]);
	assert.is((await post(`/v1/handovers/${link}/claim`, friend.token)).body.yours, true);
	const on = await post(`/v1/handovers/${link}/handovers`, friend.token, {
		to: second.phone,
		language: 'sw',
	});
	assert.equal([on.status, on.body.sent.state, on.body.sendable], [201, 'offered', false]);
	const { id } = on.body.sent;
	const stolen = await post(`/v1/handovers/${link}/handovers/${id}/cancel`, second.token);
	assert.equal([stolen.status, stolen.body.code], [404, 'HANDOVER_NOT_FOUND']);
	const back = await post(`/v1/handovers/${link}/handovers/${id}/cancel`, friend.token);
	assert.equal([back.status, back.body.sent, back.body.sendable], [200, null, true]);
	const returned = await post(`/v1/handovers/${link}/return`, friend.token);
	assert.equal([returned.status, returned.body.state], [200, 'returned']);
	const mine = await running.request(
		'GET',
		`/v1/orders/${made.order.reference}/tickets`,
		undefined,
		made.token,
	);
	assert.equal([mine.body.items[0].sent, mine.body.items[0].refusal], [null, null]);
});

test('nonsense is refused by its form, before anything happens', async () => {
	const made = await bought();
	const friend = await personOf('tidy');
	const { reference } = made.order;
	for (const [path, token, body] of [
		[`/v1/orders/${reference}/handovers`, made.token, { ticket: 20, to: friend.phone }],
		[`/v1/orders/${reference}/handovers`, made.token, { ticket: 0, to: '' }],
		[`/v1/orders/${reference}/handovers`, made.token, { ticket: 0, to: friend.phone, from: 'me' }],
		[`/v1/orders/${reference}/handovers/1/cancel`, made.token, undefined],
		[`/v1/orders/${reference}/wallet`, made.token, { tickets: [], to: 'G' }],
		['/v1/handovers/short/claim', friend.token, undefined],
	] as const)
		assert.is((await post(path, token, body)).status, 400, path);
});

test.run();
