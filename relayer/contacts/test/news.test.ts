import { randomBytes, randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { PassaError } from '#shared/errors.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { newsKinds } from '../../models/contacts.ts';
import { handovers } from '../../models/handovers.ts';
import { nameChainContacts } from '../../orders/name-contacts.ts';
import { event, freshPhone, minute } from '../../rails/test/fixture.ts';
import { enqueueNews, type News, newsOf } from '../enqueue-news.ts';
import { openLink } from '../open-link.ts';
import { bought, type ContactsFixture, openContactsFixture, orderWith, passAll } from './contacts-fixture.ts';

const test = suite('news of an event');
const day = 24 * 60 * minute;
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
const happened = (news: Partial<News> = {}) =>
	fixture.db.transaction((tx) =>
		enqueueNews(tx, event, [{ kind: 'cancelled', n: 7n, at: now(), ...news }], now()),
	);
const sent = (about: string) =>
	[...fixture.platform.messages.values()]
		.filter((message) => message.about === about)
		.map(({ kind, value, language }) => `${kind} ${value} ${language}`)
		.toSorted();

test('reaches the contacts of every order with tickets, or the number that paid, each once', async () => {
	const [payer, friend, alone, unpaid] = [freshPhone(), freshPhone(), freshPhone(), freshPhone()];
	await bought(fixture, { phone: payer, contact: { phone: friend, email: 'a@example.com' }, language: 'sw' });
	await bought(fixture, { phone: alone });
	await orderWith(fixture, { phone: unpaid });
	await fixture.pass(minute);
	for (const _ of [1, 2]) await happened();
	await passAll(fixture);
	await happened();
	await passAll(fixture);
	assert.equal(
		sent('cancelled'),
		['email a@example.com sw', `phone ${friend} sw`, `phone ${alone} en`].toSorted(),
	);
});

test('reaches those whom a wallet named', async () => {
	const phone = freshPhone();
	const buyer = `G${'A'.repeat(55)}`;
	const orders = { ...fixture.orders, walletOrders: async () => ({ buyer, qty: 2 }) };
	await nameChainContacts(orders, { event, order: '5' }, { wallets: [buyer] }, { phone, language: 'en' });
	await fixture.pass(minute);
	await happened({ kind: 'postponed', startsAt: 1_797_091_200n });
	await passAll(fixture);
	assert.equal(sent('postponed'), [`phone ${phone} en`]);
	const messages = [...fixture.platform.messages.values()];
	const said = messages.find(({ about }) => about === 'postponed');
	assert.is(said?.startsAt, '2026-12-12T16:00:00.000Z', 'it names the new time');
});

test('reaches who got a ticket from its buyer, about each change; who gave it back hears nothing', async () => {
	const [payer, friend, sender] = [freshPhone(), freshPhone(), freshPhone()];
	const { no } = await bought(fixture, { phone: payer });
	const sentTo = (index: number, phone: string, state: 'claimed' | 'returned') => ({
		...{
			id: randomUUID(),
			orderNo: no,
			event,
			index,
			state,
			kind: 'phone' as const,
			language: 'sw' as const,
		},
		...{
			key: fixture.seal.keyOf('phone', phone),
			sealed: fixture.seal.seal(phone),
			tokenHash: randomBytes(32),
		},
		...{ claimedBy: 'somebody', createdAt: now(), endedAt: now(), expiresAt: now() },
	});
	await fixture.db.insert(handovers).values([sentTo(0, friend, 'claimed'), sentTo(1, sender, 'returned')]);
	await fixture.pass(minute);
	for (const n of [5n, 6n]) await happened({ kind: 'postponed', n });
	for (const _ of [1, 2]) await happened();
	await passAll(fixture);
	assert.equal(sent('given_cancelled'), [`phone ${friend} sw`]);
	assert.is(sent('given_postponed').length, 2, 'each time');
	assert.equal(sent('cancelled'), [`phone ${payer} en`]);
	const message = [...fixture.platform.messages.values()].find(({ about }) => about === 'given_cancelled')!;
	assert.is(message.reference, null, 'nothing names the order');
	assert.ok((await openLink(fixture.orders, message.code, now())).handover);
});

test('a guest of a gift is not told of money: it cost them nothing', async () => {
	const phone = freshPhone();
	const { no } = await bought(fixture, { phone: freshPhone(), contact: { phone } });
	await fixture.rows(
		"UPDATE relay.orders SET provider = 'gift', amount_kes = 0, amount_usdc = 0 WHERE no = $1",
		[no],
	);
	await fixture.pass(minute);
	await happened();
	await passAll(fixture);
	assert.equal([sent('given_cancelled'), sent('cancelled')], [[`phone ${phone} en`], []]);
});

test('each kind opens the order’s page', async () => {
	const phone = freshPhone();
	await bought(fixture, { phone });
	await fixture.pass(minute);
	// What a team writes has its own test.
	const kinds = newsKinds.filter((kind) => kind !== 'message');
	for (const [i, kind] of kinds.entries()) await happened({ kind, n: BigInt(i) });
	await passAll(fixture);
	for (const about of kinds) {
		const message = [...fixture.platform.messages.values()].find((each) => each.about === about)!;
		assert.ok((await openLink(fixture.orders, message.code, now())).token, about);
	}
});

test('says nothing to buyers after it, and nothing that is older than three days', async () => {
	const before = now();
	await fixture.pass(minute);
	await bought(fixture, { phone: freshPhone() });
	await happened({ at: before });
	await passAll(fixture);
	assert.equal(sent('cancelled'), []);
	await fixture.pass(minute);
	const bad = now();
	await fixture.pass(3 * day);
	await happened({ at: bad, n: 8n });
	assert.equal(await fixture.rows("SELECT 1 FROM relay.notices WHERE kind = 'cancelled'"), []);
});

test('an organizer who changes an event again and again rings a phone five times a day', async () => {
	const phone = freshPhone();
	await bought(fixture, { phone });
	await fixture.pass(minute);
	for (let n = 1n; n <= 8n; n++) await happened({ kind: 'changed', n });
	await passAll(fixture);
	assert.is(sent('changed').length, 5);
	const failed = await fixture.rows("SELECT reason FROM relay.notices WHERE state = 'failed'");
	assert.equal(
		failed.map(({ reason }) => reason),
		['TOO_MANY_NOTICES', 'TOO_MANY_NOTICES', 'TOO_MANY_NOTICES'],
	);
	// The control: what the buyer causes still comes.
	await bought(fixture, { phone });
	await passAll(fixture);
	assert.is(sent('issued').length, 2);
});

test('a message about another place names it; while nobody knows it, it waits, and goes without it then', async () => {
	await bought(fixture, { phone: freshPhone() });
	await fixture.pass(minute);
	const asked: [string, bigint][] = [];
	let known: string | null = null;
	const places = async (of: string, n: bigint) => {
		asked.push([of, n]);
		if (known === null) throw new PassaError('PLACE_UNREAD', 'not yet');
		return known;
	};
	const placesSaid = () =>
		[...fixture.platform.messages.values()].flatMap(({ about, place }) =>
			about === 'changed' ? [place] : [],
		);
	/** A notice that waits ends this round of the worker. */
	const tries = () => passAll(fixture, places).catch(() => {});
	await happened({ kind: 'changed', n: 7n });
	await tries();
	assert.equal([placesSaid(), asked[0]], [[], [event, 7n]], 'the indexer has not read the document');
	known = 'Uhuru Gardens, Nairobi';
	await fixture.pass(minute);
	await tries();
	assert.equal(placesSaid(), ['Uhuru Gardens, Nairobi']);
	known = null;
	await happened({ kind: 'changed', n: 8n });
	for (let i = 0; i < 8; i++) {
		await tries();
		await fixture.pass(minute);
	}
	assert.equal(placesSaid(), ['Uhuru Gardens, Nairobi', undefined]);
});

test('is news: a cancel, another date, and details that open refunds; other words of the document are none', () => {
	const kindOf = (name: string, payload: object, n: bigint | null = 3n) =>
		newsOf({ name, payload, n, log: null } as unknown as PassaEvent, new Date(0))?.kind ?? null;
	assert.is(kindOf('cancelled', {}), 'cancelled');
	assert.is(kindOf('postponed', { terms: { starts_at: 9n } }), 'postponed');
	assert.is(kindOf('details_set', { window_until: 5n }), 'changed');
	assert.is(kindOf('details_set', { window_until: 0n }), null);
	assert.is(kindOf('sold', {}), null);
	assert.is(kindOf('cancelled', {}, null), null);
});

test.run();
