import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { emergencies } from '../../models/emergencies.ts';
import { nameChainContacts } from '../../orders/name-contacts.ts';
import { event, freshPhone, minute } from '../../rails/test/fixture.ts';
import { enqueueMessage } from '../enqueue-message.ts';
import { openLink } from '../open-link.ts';
import { bought, type ContactsFixture, openContactsFixture, orderWith, passAll } from './contacts-fixture.ts';

const test = suite('what an event’s team writes to all holders');
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
const text = 'Please use the river gate';

async function write(times = 1): Promise<number> {
	const id = randomUUID();
	const row = { id, event, kind: 'message' as const, content: { text }, about: '', state: 'done' as const };
	const proposed = { proposedBy: 'ann', proposedAt: now(), endsAt: now() };
	await fixture.db.insert(emergencies).values({ ...row, ...proposed });
	let all = 0;
	for (let i = 0; i < times; i++)
		all += await fixture.db.transaction((tx) => enqueueMessage(tx, { id, event }, now()));
	await passAll(fixture);
	return all;
}
const messages = () => [...fixture.platform.messages.values()].filter(({ about }) => about === 'message');

test('goes once to each number or address, however many orders it has, in the team’s words and with its link', async () => {
	const [payer, friend, alone] = [freshPhone(), freshPhone(), freshPhone()];
	await bought(fixture, { phone: payer, contact: { phone: friend } });
	await bought(fixture, { phone: payer, contact: { phone: friend, email: 'a@example.com' } });
	await bought(fixture, { phone: alone, language: 'sw' });
	await bought(fixture, { phone: alone, language: 'sw' });
	await orderWith(fixture, { phone: freshPhone() });
	assert.is(await write(2), 3, 'and repeating it queues nothing more');
	assert.equal(
		messages()
			.map(({ kind, value, text }) => `${kind} ${value} ${text}`)
			.toSorted(),
		[`email a@example.com ${text}`, `phone ${friend} ${text}`, `phone ${alone} ${text}`].toSorted(),
	);
	for (const { code } of messages()) assert.ok((await openLink(fixture.orders, code, now())).token);
});

test('reaches whom a wallet named, and nobody whose tickets all went back', async () => {
	const [named, gone] = [freshPhone(), freshPhone()];
	const buyer = `G${'A'.repeat(55)}`;
	const orders = { ...fixture.orders, walletOrders: async () => ({ buyer, qty: 2 }) };
	await nameChainContacts(
		orders,
		{ event, order: '5' },
		{ wallets: [buyer] },
		{ phone: named, language: 'en' },
	);
	const { no } = await bought(fixture, { phone: gone });
	await fixture.rows(
		`INSERT INTO relay.ticket_refunds (id, order_no, event, chain_order, mask, kind, reason, state, by, takes_part, amount_kes, attempts, paid_usdc, created_at, voided_at)
		VALUES ($1, $2, $3, $2, 3, 'refund', 'ASKED_BY_BUYER', 'voided', 'holder', false, 100, 0, 1, now(), now())`,
		[randomUUID(), no, event],
	);
	await fixture.pass(minute);
	assert.is(await write(), 1);
	assert.equal(
		messages().map(({ value }) => value),
		[named],
	);
});

test('one event writes to a number at most five times a day', async () => {
	await bought(fixture, { phone: freshPhone() });
	for (let i = 0; i < 7; i++) await write();
	assert.is(messages().length, 5);
});

test.run();
