import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { nameChainContacts } from '../../orders/name-contacts.ts';
import { orderView } from '../../orders/order-view.ts';
import { requestRefund } from '../../payments/request-refund.ts';
import { event, freshPhone, minute } from '../../rails/test/fixture.ts';
import { enqueueNotices } from '../enqueue-notices.ts';
import { openLink } from '../open-link.ts';
import { type NoticeKillPoint, noticeKillPoints } from '../pass-notices.ts';
import {
	bought,
	type ContactsFixture,
	issue,
	notices,
	openContactsFixture,
	orderWith,
	passAll,
} from './contacts-fixture.ts';

const test = suite('messages of orders');
let cluster: TestPostgres;
let fixture: ContactsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
});
test.after(() => cluster.stop());
test.before.each(async () => {
	fixture = await openContactsFixture(cluster);
});
test.after.each(() => fixture.close());

const now = () => new Date(fixture.clock.now());
const sent = () => [...fixture.platform.messages.values()];
const states = async (): Promise<string[]> =>
	(await fixture.rows('SELECT state, reason FROM relay.notices ORDER BY created_at, id')).map(
		({ state, reason }) => [state, reason].filter(Boolean).join(' '),
	);

test('tickets are announced to each contact, in the buyer’s language; without one to the number that paid', async () => {
	const [payer, contact] = [freshPhone(), freshPhone()];
	const named = { phone: contact, email: 'a@example.com' };
	const order = await bought(fixture, { phone: payer, contact: named, language: 'sw' });
	const { reference } = order;
	await bought(fixture, { phone: payer });
	await passAll(fixture);
	assert.equal(
		sent()
			.map(({ kind, value, language, about }) => `${about} ${kind} ${value} ${language}`)
			.toSorted(),
		[`issued email a@example.com sw`, `issued phone ${contact} sw`, `issued phone ${payer} en`].toSorted(),
	);
	const { expiresAt, code, ...about } = sent().find(({ value }) => value === contact)!;
	assert.equal(about, {
		kind: 'phone',
		value: contact,
		language: 'sw',
		about: 'issued',
		eventName: 'Nairobi',
		qty: 2,
		amountKes: null,
		reference,
	});
	assert.equal(await states(), ['sent', 'sent', 'sent']);
	const { contacts } = await orderView(fixture.orders, order, now());
	assert.equal(
		contacts.map(({ kind, payer: paid, notice }) => `${kind} ${paid} ${notice}`),
		['phone false sent', 'email false sent'],
	);
});

/** Dead from this step on: nothing that would come after it is done, not even the handling of an error. */
async function dieAt(step: NoticeKillPoint): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const work = notices(fixture, (at) => {
		if (at !== step) return;
		die();
		return new Promise(() => {});
	});
	for (const row of await work.lease(1)) void work.run(row);
	await dead;
}

for (const step of noticeKillPoints)
	test(`a process that dies after a notice is ${step} leaves one message, made by the next`, async () => {
		await bought(fixture, { phone: freshPhone() });
		await dieAt(step);
		await passAll(fixture);
		await fixture.sleep(minute);
		await passAll(fixture);
		assert.is(sent().length, 1);
		assert.equal(await states(), ['sent']);
		assert.ok((await openLink(fixture.orders, sent()[0]!.code, now())).token);
	});

test('again and again, at every step of the same notice', async () => {
	await bought(fixture, { phone: freshPhone() });
	for (const step of ['leased', 'linked', 'passed', 'linked', 'passed'] as const) {
		await dieAt(step);
		await fixture.sleep(minute);
	}
	await passAll(fixture);
	assert.is(sent().length, 1);
	assert.equal(await states(), ['sent']);
});

test('tickets that settlement reports twice, and two workers at once, make one message', async () => {
	const { no } = await bought(fixture, { phone: freshPhone() });
	await issue(fixture, no, no);
	await Promise.all([passAll(fixture), passAll(fixture), passAll(fixture)]);
	assert.is(sent().length, 1);
	assert.is(fixture.platform.calls, 1);
});

test('a transaction that fails queues nothing', async () => {
	const { no } = await orderWith(fixture, { phone: freshPhone() });
	const failed = fixture.db.transaction(async (tx) => {
		await enqueueNotices(tx, { kind: 'issued', orders: [no], subject: '' }, now());
		throw new Error('the batch is another’s');
	});
	await failed.catch(() => {});
	assert.equal(await states(), []);
});

test('while the platform is away, or loses its answers, a notice waits, longer each time, and is made once', async () => {
	await bought(fixture, { phone: freshPhone() });
	fixture.platform.isAway = true;
	const pauses: number[] = [];
	for (let i = 0; i < 4; i++) {
		const work = notices(fixture);
		for (const row of await work.lease(9)) await work.run(row).catch(() => {});
		const next = (await work.nextAt())!;
		pauses.push(Math.round((next - fixture.clock.now()) / 1000));
		await fixture.sleep(next - fixture.clock.now());
	}
	assert.equal(pauses, [2, 4, 8, 16]);
	fixture.platform.isAway = false;
	fixture.platform.losesAnswers = true;
	const work = notices(fixture);
	for (const row of await work.lease(9)) await work.run(row).catch(() => {});
	fixture.platform.losesAnswers = false;
	await fixture.sleep(10 * minute);
	await passAll(fixture);
	assert.is(sent().length, 1);
	assert.equal(await states(), ['sent']);
});

test('one that the provider refuses in the end is seen at the order; one that is late is not sent', async () => {
	const order = await bought(fixture, { phone: freshPhone() });
	fixture.platform.state = { state: 'queued', reason: 'SMS_500' };
	await passAll(fixture);
	const noticeOf = async () =>
		(await orderView({ ...fixture.orders, db: fixture.db }, order, now())).contacts.map((c) => c.notice);
	assert.equal([await states(), await noticeOf()], [['passed SMS_500'], ['passed']]);
	fixture.platform.state = { state: 'failed', reason: 'SMS_500' };
	await fixture.sleep(minute);
	await passAll(fixture);
	assert.equal([await states(), await noticeOf()], [['failed SMS_500'], ['failed']]);
	await bought(fixture, { phone: freshPhone() });
	await fixture.sleep(4 * 24 * 60 * minute);
	await passAll(fixture);
	assert.equal(await states(), ['failed SMS_500', 'expired NOT_IN_TIME']);
	assert.is(sent().length, 1);
});

test('money that goes back is announced once, with its sum; what nobody’s number paid is announced to nobody', async () => {
	const [payer, contact] = [freshPhone(), freshPhone()];
	const { no } = await orderWith(fixture, { phone: payer, contact: { phone: contact } });
	await fixture.pass(minute);
	const [{ id }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
	await fixture.db.transaction((tx) => requestRefund(tx, id, 'DECIDED', now()));
	await fixture.pass(10 * minute);
	await passAll(fixture);
	assert.equal(
		sent().map(({ about, value, amountKes }) => [about, value, amountKes]),
		[['refunded', contact, '500000']],
	);
	const byHand = await orderWith(fixture, { phone: freshPhone() });
	await fixture.db.transaction((tx) =>
		enqueueNotices(tx, { kind: 'issued', orders: [byHand.no], subject: '' }, now()),
	);
	await passAll(fixture);
	assert.is(sent().length, 1);
	assert.ok((await states()).includes('nobody NO_NUMBER_PAID'));
});

test('a buyer for a stranger’s number makes it ring at most twenty times a day; their own number is told of each', async () => {
	const [payer, victim] = [freshPhone(), freshPhone()];
	for (let i = 0; i < 23; i++) {
		await fixture.sleep(3 * minute);
		await bought(fixture, { phone: payer, contact: i < 22 ? { phone: victim } : {} });
	}
	await passAll(fixture);
	assert.is(sent().filter(({ value }) => value === victim).length, 20);
	assert.is(sent().filter(({ value }) => value === payer).length, 1);
	assert.is((await states()).filter((state) => state === 'failed TOO_MANY_NOTICES').length, 2);
	// Another buyer's friend is not affected by it.
	const [other, friend] = [freshPhone(), freshPhone()];
	await bought(fixture, { phone: other, contact: { phone: friend } });
	await passAll(fixture);
	assert.is(sent().filter(({ value }) => value === friend).length, 1);
});

test('a wallet that bought an order may name a contact, who gets its message and finds it; another wallet may not', async () => {
	const contact = freshPhone();
	const buyer = `G${'A'.repeat(55)}`;
	const orders = {
		...fixture.orders,
		walletOrders: async (no: number, order: string) =>
			no === 1 && order === '77' ? { buyer, qty: 3 } : null,
	};
	const nameIt = (wallets: string[], order = '77', wanted: { phone?: string } = { phone: contact }) =>
		nameChainContacts(orders, { event, order }, { wallets }, { ...wanted, language: 'en' }).then(
			() => 'named',
			(error) => error.code,
		);
	assert.is(await nameIt([`G${'B'.repeat(55)}`]), 'ORDER_NOT_FOUND');
	assert.is(await nameIt([]), 'ORDER_NOT_FOUND');
	assert.is(await nameIt([buyer], '78'), 'ORDER_NOT_FOUND');
	assert.is(await nameIt([buyer]), 'named');
	assert.is(await nameIt([buyer]), 'named');
	await passAll(fixture);
	assert.equal(
		sent().map(({ value, qty, reference }) => [value, qty, reference]),
		[[contact, 3, null]],
	);
	const opened = await openLink(orders, sent()[0]!.code, now());
	assert.equal(opened, { reference: null, token: null, event: 1, order: '77', handover: null });
	for (let i = 0; i < 2; i++) assert.is(await nameIt([buyer], '77', { phone: freshPhone() }), 'named');
	assert.is(await nameIt([buyer], '77', { phone: freshPhone() }), 'CONTACT_CHANGED_OFTEN');
	assert.is(await nameIt([buyer], '77', {}), 'named', 'taking it away is always possible');
});

test.run();
