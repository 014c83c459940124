import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { access } from '#shared/roles.ts';
import { ownSession, type Session, sessionSigner } from '#shared/session.server.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { freshKey, type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('orders for an event’s organizers');
const account = '00000000-0000-4000-8000-00000000000a';
let fixture: Fixture;
let running: Running;
let events: [string, string];
let own: { reference: string; phone: string };

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	const chain = fixture.chainFixture;
	const terms = () => chain.terms({ tiers: [chain.tier()] });
	events = [await chain.publish(terms()), await chain.publish(terms())];
	for (const event of events) await sells(event);
	const phone = freshPhone();
	own = { reference: await order(events[0], phone), phone };
	await order(events[1], freshPhone());
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

async function sells(event: string): Promise<void> {
	for (;;) {
		const { body } = await running.request('GET', `/v1/events/${event}/availability`);
		if (body.items?.some(({ left }: { left: number }) => left > 0)) return;
		await new Promise((done) => setTimeout(done, 50));
	}
}

async function order(event: string, phone: string): Promise<string> {
	const { status, body } = await running.order({ event, tier: 0, qty: 1, phone, idempotencyKey: freshKey() });
	if (status !== 201) throw new Error(JSON.stringify(body));
	return body.order.reference;
}

/** A session of a member with this permission, which reaches these events. */
async function list(path: string, change: Partial<Session> = {}) {
	const session = {
		...ownSession(account, []),
		may: ['orders.read' as const],
		events: [events[0]],
		...change,
	};
	const token = await (await sessionSigner(running.platformKey))(session, Date.now());
	return running.request('GET', path, undefined, token);
}
const of = (event: string, phone?: string) =>
	`/v1/events/${event}/orders${phone === undefined ? '' : `?phone=${encodeURIComponent(phone)}`}`;

test('a session that names the event reads its orders, and no whole number', async () => {
	const { status, body } = await list(of(events[0]));
	assert.is(status, 200);
	assert.equal(
		body.items.map(({ reference }: { reference: string }) => reference),
		[own.reference],
	);
	assert.is(body.items[0].phone, `${own.phone.slice(0, 4)}•••••${own.phone.slice(-3)}`);
	assert.not.ok(JSON.stringify(body).includes(own.phone.slice(3)));
});

test('who comes is the contact; a search finds it by the contact and by the number asked to pay', async () => {
	const [payer, contact, friend] = [freshPhone(), freshPhone(), freshPhone()];
	const mask = (phone: string) => `${phone.slice(0, 4)}•••••${phone.slice(-3)}`;
	const { body } = await running.order({
		...{ event: events[1], tier: 0, qty: 1, phone: payer, idempotencyKey: freshKey() },
		contact: { phone: contact, email: 'achieng@example.com' },
	});
	const read = async (phone?: string) => {
		const { body } = await list(of(events[1], phone), { events: [events[1]] });
		return body.items.filter((each: { reference: string }) => each.reference === reference);
	};
	const { reference } = body.order;
	const name = (wanted: object) =>
		running.request('PUT', `/v1/orders/${reference}/contact`, wanted, body.token);
	const [shown] = await read();
	assert.equal([shown.phone, shown.payer], [mask(contact), mask(payer)]);
	for (const each of [contact, payer])
		for (const q of [each, `0${each.slice(3)}`, each.slice(-3), each.slice(-4)])
			assert.is((await read(q)).length, 1, q);
	assert.is((await read(friend)).length, 0);
	// Control: a contact that was replaced, and one that is only an address, name nobody.
	assert.is((await name({ phone: friend, email: '', language: 'en' })).status, 200);
	assert.is((await read(friend)).length, 1);
	assert.is((await read(contact)).length, 0);
	await name({ phone: '', email: 'achieng@example.com', language: 'en' });
	const [own] = await read();
	assert.equal([own.phone, own.payer], [mask(payer), '']);
});

test('one order is read by its reference, that of its cart, or its id on chain, with its contact, and no other', async () => {
	const [payer, contact] = [freshPhone(), freshPhone()];
	const { body } = await running.order({
		...{ event: events[1], tier: 0, qty: 1, phone: payer, idempotencyKey: freshKey() },
		contact: { phone: contact, email: '' },
	});
	const { reference } = body.order;
	await fixture.rows('UPDATE relay.orders SET chain_order = 778899 WHERE reference = $1', [reference]);
	const by = async (query: string, event = events[1]) => {
		const { body } = await list(`${of(event)}?${query}`, { events: [event] });
		return body.items.map((each: { reference: string; phone: string }) => [each.reference, each.phone]);
	};
	const found = [[reference, `${contact.slice(0, 4)}•••••${contact.slice(-3)}`]];
	assert.equal(await by(`reference=${reference}`), found);
	assert.equal(await by('order=778899'), found);
	assert.equal(await by('order=778898'), []);
	assert.equal(await by('reference=NONE'), []);
	assert.equal(await by(`reference=${reference}`, events[0]), [], 'of another event');
	assert.is((await list(`${of(events[1])}?order=x`, { events: [events[1]] })).status, 400);
});

test('another event, all events of an account, and a missing event get the same 404', async () => {
	const refused = [
		await list(of(events[1])),
		await list(of(events[0]), { events: null }),
		await list(of(events[0]), { events: [] }),
		await list(of(events[0]), { events: null, wallets: [account] }),
		await list(of('999')),
	];
	assert.equal(
		refused.map(({ status, body }) => `${status} ${body.code}`),
		refused.map(() => '404 EVENT_NOT_FOUND'),
	);
});

test('without the permission, and as a guest, nobody reads them; control: without the guard the route still asks', async () => {
	const without = await list(of(events[0]), { may: ['money.read', 'event.edit'] });
	assert.is(without.body.code, 'FORBIDDEN');
	assert.is((await running.request('GET', of(events[0]))).body.code, 'SIGN_IN_NEEDED');
	const route = 'GET /v1/events/:event/orders';
	const kept = access.relayer[route]!;
	access.relayer[route] = 'public';
	const open = await running.request('GET', of(events[0]));
	access.relayer[route] = kept;
	assert.is(open.body.code, 'EVENT_NOT_FOUND');
});

test('an order is found by the whole number or its last 3 or 4 digits, and by no other part of it', async () => {
	const found = async (phone: string) => {
		const { body } = await list(of(events[0], phone));
		return body.code ?? body.items.length;
	};
	const { phone } = own;
	for (const q of [phone, `0${phone.slice(3)}`, `+${phone}`, phone.slice(-3), phone.slice(-4)])
		assert.is(await found(q), 1, q);
	for (const q of [phone.slice(-5), phone.slice(-8), phone.slice(-2), 'abc'])
		assert.is(await found(q), 'PHONE_UNREADABLE', q);
	const other = String((Number(phone.slice(-3)) + 1) % 1000).padStart(3, '0');
	assert.is(await found(other), 0);
});

test('whole numbers are searched for so rarely that nobody guesses one behind its mask', async () => {
	const by = '00000000-0000-4000-8000-00000000000b';
	const search = async (phone: string, person = by) =>
		(await list(of(events[0], phone), { account, by: person })).body;
	const guesses = Array.from({ length: 60 }, (_, i) => `0790${String(i).padStart(6, '0')}`);
	for (const guess of guesses) assert.is((await search(guess)).items?.length, 0, guess);
	assert.is((await search(own.phone)).code, 'TOO_MANY_REQUESTS', 'even the right one');
	// Control: the list, last digits, and another person of the team are not in the way.
	assert.is((await search(own.phone.slice(-4))).items.length, 1);
	assert.is((await list(of(events[0]), { by })).status, 200);
	assert.is((await search(own.phone, account)).items.length, 1);
});

test.run();
