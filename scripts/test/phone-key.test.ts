import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Browser } from '#platform/test/browser.ts';
import { openFixture, type Fixture as PlatformFixture } from '#platform/test/fixture.ts';
import { passNotices } from '#relayer/contacts/pass-notices.ts';
import { platformGateway } from '#relayer/contacts/platform-gateway.ts';
import {
	bought,
	type ContactsFixture,
	linkCodes,
	openContactsFixture,
} from '#relayer/contacts/test/contacts-fixture.ts';
import { ownOrders } from '#relayer/orders/own-orders.ts';
import { freshPhone } from '#relayer/rails/test/fixture.ts';
import { drain } from '#shared/service/worker.server.ts';
import { ownSession } from '#shared/session.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';

const test = suite('relayer and platform together: a phone as key');
const token = randomBytes(32).toString('base64url');
let cluster: TestPostgres;
let platform: PlatformFixture;
let relayer: ContactsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
	platform = await openFixture({ serviceToken: token }, cluster);
	relayer = await openContactsFixture(cluster);
});
test.after(async () => {
	await relayer.close();
	await platform.close();
	await cluster.stop();
});

const gateway = (secret = token) => platformGateway(platform.platform.url, secret);
const passAll = (by = gateway()) => drain(passNotices({ ...relayer, linkCodes, platform: by }));
const outbox = async () => (await new Browser(platform).get('/v1/outbox')).body.items;

test('tickets are told by one SMS, and the number that signs in by a code finds the order', async () => {
	const contact = freshPhone();
	const { reference } = await bought(relayer, { phone: freshPhone(), contact: { phone: contact } });
	await passAll();
	await passAll();
	const messages = (await outbox()).filter(({ to }: { to: string }) => to === contact);
	assert.is(messages.length, 1);
	assert.match(messages[0].text, new RegExp(`/t/[0-9A-Za-z]{10} Order ${reference}\\.`));
	const orders = { ...relayer.orders, platform: gateway() };
	const foundBy = async (phone: string) => {
		const account = await new Browser(platform).signIn(phone);
		return (await ownOrders(orders, ownSession(account, ['fan']))).items.map((each) => each.reference);
	};
	assert.equal(await foundBy(contact), [reference]);
	assert.equal(await foundBy(freshPhone()), []);
});

test('with a wrong service token nothing is sent and nobody’s orders are opened; the notice waits', async () => {
	const contact = freshPhone();
	await bought(relayer, { phone: freshPhone(), contact: { phone: contact } });
	await passAll(gateway('x'.repeat(43))).catch(() => {});
	assert.not.ok((await outbox()).some(({ to }: { to: string }) => to === contact));
	const account = await new Browser(platform).signIn(contact);
	const orders = { ...relayer.orders, platform: gateway('x'.repeat(43)) };
	assert.equal((await ownOrders(orders, ownSession(account, ['fan']))).items, []);
	const [{ state }] = await relayer.rows(`SELECT state FROM relay.notices ORDER BY created_at DESC LIMIT 1`);
	assert.is(state, 'queued');
});

test.run();
