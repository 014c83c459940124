import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { ownSession } from '#shared/session.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { orders } from '../../models/orders.ts';
import { nameContacts } from '../../orders/name-contacts.ts';
import { orderByToken, orderToRead } from '../../orders/order-by-token.ts';
import { orderView } from '../../orders/order-view.ts';
import { ownOrders } from '../../orders/own-orders.ts';
import { freshPhone, minute, phoneOf } from '../../rails/test/fixture.ts';
import { maskPhone } from '../contact.ts';
import { openLink } from '../open-link.ts';
import {
	bought,
	type ContactsFixture,
	openContactsFixture,
	openedBy,
	orderWith,
	passAll,
	references,
} from './contacts-fixture.ts';

const test = suite('the number that paid holds its orders');
let cluster: TestPostgres;
let fixture: ContactsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
	fixture = await openContactsFixture(cluster);
});
test.after(async () => {
	await fixture.close();
	await cluster.stop();
});

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
const rowOf = async (no: bigint) => (await fixture.db.select().from(orders).where(eq(orders.no, no)))[0]!;

test('who signs in with the number that paid is the order’s holder, in any browser', async () => {
	const payer = freshPhone();
	const { no, reference } = await bought(fixture, { phone: payer });
	const byPayer = async () => (await openedBy(fixture, payer))[0]!.token;
	assert.is((await orderByToken(fixture.db, reference, await byPayer())).no, no);
	await name(no, { phone: freshPhone(), email: 'a@example.com', keepPayer: true });
	assert.is((await orderByToken(fixture.db, reference, await byPayer())).no, no, 'named beside others');
	const person = randomUUID();
	fixture.platform.proved.set(person, [
		{ kind: 'email', value: 'a@example.com' },
		{ kind: 'phone', value: payer },
	]);
	const [both] = (await ownOrders(fixture.orders, ownSession(person, ['fan']))).items;
	assert.is((await orderByToken(fixture.db, reference, both!.token)).no, no, 'who proved the address, too');
	const view = await orderView(
		{ ...fixture, ...fixture.orders, methods: [] },
		await orderByToken(fixture.db, reference, both!.token),
		now(),
	);
	assert.is(view.payer, maskPhone(payer), 'the page names the number to sign in with');
});

test('nobody else holds it: by the link of its message, its reference, a number that rang, or one that is named and paid nothing', async () => {
	const [payer, friend, rang] = [freshPhone(), freshPhone(), phoneOf('cancelled')];
	const { no, reference } = await bought(fixture, { phone: payer });
	await passAll(fixture);
	const { token: linked } = await openLink(fixture.orders, codeTo(payer), now());
	assert.is((await orderToRead(fixture.orders, reference, linked)).by, 'contact', 'the link reads');
	assert.is(
		await codeOf(orderByToken(fixture.db, reference, linked)),
		'ORDER_NOT_FOUND',
		'and moves nothing',
	);
	assert.is(await codeOf(orderByToken(fixture.db, reference, reference)), 'ORDER_NOT_FOUND');
	await name(no, { phone: friend, email: 'a@example.com', keepPayer: true });
	for (const named of [friend, 'a@example.com']) {
		const { token } = (await openedBy(fixture, named))[0]!;
		assert.is(await codeOf(orderByToken(fixture.db, reference, token)), 'ORDER_NOT_FOUND', named);
	}
	await orderWith(fixture, { phone: rang });
	await fixture.pass(minute);
	assert.equal(await references(fixture, rang), []);
	await name(no, { phone: friend });
	assert.equal(await references(fixture, payer), [], 'the holder named others alone');
	const view = await orderView({ ...fixture, ...fixture.orders, methods: [] }, await rowOf(no), now());
	assert.is(view.payer, null, 'so no page says that its number opens it');
	// Control: with nobody named, the number that paid holds it.
	await name(no, {});
	const { token } = (await openedBy(fixture, payer))[0]!;
	assert.is((await orderByToken(fixture.db, reference, token)).no, no);
});

test.run();
