import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { ownSession } from '#shared/session.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { cancelOrder } from '../../orders/cancel-order.ts';
import { nameContacts } from '../../orders/name-contacts.ts';
import { orderByToken, orderToRead } from '../../orders/order-by-token.ts';
import { orderView } from '../../orders/order-view.ts';
import { ownOrders } from '../../orders/own-orders.ts';
import { freshPhone, minute, phoneOf } from '../../rails/test/fixture.ts';
import { openLink } from '../open-link.ts';
import {
	bought,
	type ContactsFixture,
	endEvent,
	linkCodes,
	openContactsFixture,
	openedBy,
	orderWith,
	passAll,
	references,
} from './contacts-fixture.ts';
import { copyOrders } from './copy-orders.ts';

const test = suite('a number that is proved opens the orders that name it');
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
const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'done',
		(error: PassaError) => error.code,
	);
const name = (no: bigint, contact: { phone?: string; email?: string; keepPayer?: boolean }) =>
	nameContacts(fixture.orders, no, { keepPayer: false, language: 'en', ...contact });
/** The code of the newest message to this contact. */
const codeTo = (value: string): string =>
	[...fixture.platform.messages.values()].findLast((each) => each.value === value)!.code;

test('the contact of an order opens it on any device, and the number that paid does not', async () => {
	const [payer, contact] = [freshPhone(), freshPhone()];
	const { reference } = await bought(fixture, { phone: payer, contact: { phone: contact } });
	assert.equal(await references(fixture, contact), [reference]);
	assert.equal(await references(fixture, payer), []);
	// Control: the same payer opens an order that names nobody.
	const own = await bought(fixture, { phone: payer });
	assert.equal(await references(fixture, payer), [own.reference]);
	assert.equal(await references(fixture, contact), [reference]);
});

test('an e-mail address opens its orders, too; another number or address opens nothing', async () => {
	const { reference } = await bought(fixture, {
		phone: freshPhone(),
		contact: { email: 'Achieng@Example.com ' },
	});
	assert.equal(await references(fixture, 'achieng@example.com'), [reference]);
	assert.equal(await references(fixture, 'another@example.com'), []);
	assert.equal(await references(fixture, freshPhone()), []);
});

test('an order that names a contact is opened in every state; a number that did not pay is no key', async () => {
	const [asked, contact] = [phoneOf('cancelled'), freshPhone()];
	const named = await orderWith(fixture, { phone: asked, contact: { phone: contact } });
	await fixture.pass(minute);
	const victims = await orderWith(fixture, { phone: asked });
	await fixture.pass(minute);
	assert.equal(await references(fixture, contact), [named.reference]);
	assert.equal(await references(fixture, asked), [], 'it was named and rang, and paid nothing');
	assert.is(victims.state, 'pending');
});

test('a number whose event is over opens nothing, by code, link or token: another person may have it', async () => {
	const [payer, contact] = [freshPhone(), freshPhone()];
	const named = await bought(fixture, { phone: freshPhone(), contact: { phone: contact } });
	const own = await bought(fixture, { phone: payer });
	await passAll(fixture);
	const opened = [...(await openedBy(fixture, contact)), ...(await openedBy(fixture, payer))];
	assert.equal(
		opened.map(({ reference }) => reference),
		[named.reference, own.reference],
	);
	const waysIn = opened.map(
		async ({ reference, token }) => (await orderToRead(fixture.orders, reference, token)).by,
	);
	assert.equal(await Promise.all(waysIn), ['contact', 'holder']);
	const codes = [codeTo(contact), codeTo(payer)];
	for (const code of codes) assert.ok((await openLink(fixture.orders, code, now())).token);
	await endEvent(fixture);
	assert.equal(await references(fixture, contact), []);
	assert.equal(await references(fixture, payer), []);
	const { token: contacts } = opened[0]!;
	assert.is(await codeOf(orderToRead(fixture.orders, named.reference, contacts)), 'ORDER_NOT_FOUND');
	for (const code of codes) assert.is(await codeOf(openLink(fixture.orders, code, now())), 'LINK_OVER');
	// Control: the browser that ordered still opens it.
	const token = fixture.orders.readTokens(named.reference);
	assert.is((await orderToRead(fixture.orders, named.reference, token)).by, 'holder');
});

test('only the payer reads the receipts: the holder and the payer’s number, not another contact', async () => {
	const [payer, friend] = [freshPhone(), freshPhone()];
	const { no, reference } = await bought(fixture, { phone: payer });
	const receiptsBy = async (token: string) => {
		const { order, ...opened } = await orderToRead(fixture.orders, reference, token);
		const { payments } = await orderView(
			{ ...fixture, ...fixture.orders, methods: [] },
			order,
			now(),
			opened,
		);
		return payments.map(({ receipt }) => receipt);
	};
	const tokenOf = async (phone: string) => (await openedBy(fixture, phone))[0]!.token;
	const { receipt } = fixture.simulator.ledger.payments.at(-1)!;
	assert.equal(await receiptsBy(fixture.orders.readTokens(reference)), [receipt]);
	assert.equal(await receiptsBy(await tokenOf(payer)), [receipt], 'nobody is named');
	await name(no, { phone: friend, keepPayer: true });
	assert.equal(await receiptsBy(await tokenOf(payer)), [receipt], 'the payer is named too');
	assert.equal(await receiptsBy(await tokenOf(friend)), [null]);
});

test('an account that a number’s code opened after the event shows none of its orders; one opened before, or otherwise, does', async () => {
	const account = randomUUID();
	const { no, reference } = await bought(fixture, { phone: freshPhone() });
	await fixture.rows('UPDATE relay.orders SET account = $1 WHERE no = $2', [account, no]);
	const seconds = Math.floor(fixture.clock.now() / 1000);
	await endEvent(fixture);
	const seen = async (phoneSince: number | null) =>
		(await ownOrders(fixture.orders, ownSession(account, ['fan'], { phoneSince }))).items.map(
			(o) => o.reference,
		);
	assert.equal(await seen(seconds), [], 'the number may be another person’s by now');
	assert.equal(await seen(seconds - 60), [reference]);
	assert.equal(await seen(null), [reference]);
});

test('a contact’s token reads and moves nothing; a forged one, or of another order, opens nothing', async () => {
	const contact = freshPhone();
	const one = await bought(fixture, { phone: freshPhone(), contact: { phone: contact } });
	const other = await bought(fixture, { phone: freshPhone() });
	const { token } = (await openedBy(fixture, contact))[0]!;
	assert.is(await codeOf(orderByToken(fixture.db, one.reference, token)), 'ORDER_NOT_FOUND');
	for (const [reference, wrong] of [
		[other.reference, token],
		[one.reference, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
		[one.reference, ''],
		[one.reference, null],
		['ZZZZZZZZZZ', token],
	] as const)
		assert.is(await codeOf(orderToRead(fixture.orders, reference, wrong)), 'ORDER_NOT_FOUND');
	assert.is(
		await codeOf(cancelOrder(fixture.orders, one.no)),
		'ORDER_STATE',
		'the holder gets another answer',
	);
});

test('a contact that is replaced opens nothing any more, nor does its link; the new one gets the message', async () => {
	const [payer, first, second] = [freshPhone(), freshPhone(), freshPhone()];
	const { no, reference } = await bought(fixture, { phone: payer });
	await passAll(fixture);
	await name(no, { phone: first });
	await passAll(fixture);
	await name(no, { phone: second, email: 'a@example.com' });
	await passAll(fixture);
	const numbers = [...fixture.platform.messages.values()].map(({ value }) => value);
	assert.equal(numbers.slice(0, 2), [payer, first]);
	assert.equal(numbers.slice(2).toSorted(), [second, 'a@example.com']);
	for (const gone of [payer, first]) {
		assert.equal(await references(fixture, gone), []);
		assert.is(await codeOf(openLink(fixture.orders, codeTo(gone), now())), 'LINK_UNKNOWN');
	}
	assert.equal(await references(fixture, second), [reference]);
	assert.is((await openLink(fixture.orders, codeTo(second), now())).reference, reference);
	// Naming the same again sends nothing.
	await name(no, { phone: second, email: 'a@example.com' });
	await passAll(fixture);
	assert.is(fixture.platform.messages.size, 4);
	// With nobody named, the number that paid is the key again.
	await name(no, {});
	assert.equal(await references(fixture, payer), [reference]);
	assert.equal(await references(fixture, second), []);
});

test('an address alone replaces the number that paid, unless its holder keeps it', async () => {
	const payer = freshPhone();
	const { no, reference } = await bought(fixture, { phone: payer });
	await name(no, { email: 'a@example.com' });
	assert.equal(await references(fixture, payer), []);
	const friend = freshPhone();
	await name(no, { email: 'a@example.com', phone: friend, keepPayer: true });
	for (const key of [payer, friend]) assert.equal(await references(fixture, key), [reference]);
	await passAll(fixture);
	const recipients = [...fixture.platform.messages.values()].map(({ value }) => value);
	assert.equal(recipients.toSorted(), [payer, friend, 'a@example.com'].toSorted(), 'each once');
	assert.is((await openLink(fixture.orders, codeTo(payer), now())).reference, reference);
	assert.equal(await references(fixture, 'a@example.com'), [reference]);
	const unpaid = await orderWith(fixture, { phone: freshPhone() });
	assert.is(await codeOf(name(unpaid.no, { keepPayer: true })), 'NO_NUMBER_PAID');
});

test('contacts are refused that cannot be read, after the event, and after three of a kind', async () => {
	const { no } = await bought(fixture, { phone: freshPhone() });
	assert.is(await codeOf(name(no, { phone: '+44 7911 123456' })), 'PHONE_NOT_KENYAN');
	assert.is(await codeOf(name(no, { email: 'nobody' })), 'EMAIL_INVALID');
	for (let i = 0; i < 3; i++) await name(no, { phone: freshPhone() });
	assert.is(await codeOf(name(no, { phone: freshPhone() })), 'CONTACT_CHANGED_OFTEN');
	await endEvent(fixture);
	assert.is(await codeOf(name(no, {})), 'EVENT_OVER');
	const refused = orderWith(fixture, { phone: freshPhone(), contact: { phone: '123' } });
	assert.is(await codeOf(refused), 'PHONE_NOT_KENYAN');
});

test('a link that nobody was sent opens nothing', async () => {
	const { no } = await bought(fixture, { phone: freshPhone() });
	const code = linkCodes(`payer ${no}`);
	assert.match(code, /^[0-9A-Za-z]{10}$/);
	assert.is(await codeOf(openLink(fixture.orders, code, now())), 'LINK_UNKNOWN', 'not before it is sent');
	await passAll(fixture);
	assert.ok((await openLink(fixture.orders, code, now())).token);
	for (const wrong of ['0000000000', code.toLowerCase(), [...code].reverse().join('')])
		if (wrong !== code) assert.is(await codeOf(openLink(fixture.orders, wrong, now())), 'LINK_UNKNOWN');
});

test('a person with 60 orders of each kind sees them all, each once; control: one page has 50', async () => {
	const person = randomUUID();
	const proved = [
		{ kind: 'phone' as const, value: freshPhone() },
		{ kind: 'email' as const, value: 'achieng@example.com' },
	];
	fixture.platform.proved.set(person, proved);
	const own = await bought(fixture, { phone: freshPhone() });
	const named = await bought(fixture, {
		phone: freshPhone(),
		contact: { phone: proved[0]!.value, email: proved[1]!.value },
	});
	await copyOrders(fixture, own.no, named.no, person);
	const expected = await fixture.rows('SELECT reference FROM relay.orders ORDER BY no DESC', []);
	const session = ownSession(person, ['fan']);
	const first = await ownOrders(fixture.orders, session);
	assert.equal([first.items.length, first.chainOrders.length], [50, 50]);
	const [seen, chain] = [first.items, first.chainOrders];
	for (let { next } = first; next !== null; ) {
		const page = await ownOrders(fixture.orders, session, next);
		seen.push(...page.items);
		chain.push(...page.chainOrders);
		next = page.next;
	}
	assert.equal(
		seen.map(({ reference }) => reference),
		expected.map(({ reference }) => reference),
	);
	assert.is(new Set(chain.map(({ order }) => order)).size, 60);
	assert.is(chain.length, 60);
	for (const cursor of ['', '-', '1.2', 'x.-', '1.-.-'])
		assert.is(await codeOf(ownOrders(fixture.orders, session, cursor)), 'CURSOR_INVALID', cursor);
});

test('no contact is stored or logged in clear', async () => {
	const [phone, email] = [freshPhone(), 'wanjiru.private@example.com'];
	await bought(fixture, { phone: freshPhone(), contact: { phone, email } });
	fixture.platform.isAway = true;
	await passAll(fixture).catch(() => {});
	const rows = await fixture.rows(
		'SELECT c::text AS text FROM relay.contacts c UNION ALL SELECT n::text FROM relay.notices n UNION ALL SELECT l::text FROM relay.links l',
	);
	const hex = (text: string) => Buffer.from(text).toString('hex');
	for (const text of [...rows.map((row) => row.text), fixture.logged()])
		for (const secret of [phone, email]) assert.not.ok(text.includes(secret) || text.includes(hex(secret)));
});

test.run();
