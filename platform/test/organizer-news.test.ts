import { randomBytes, randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { organizerWords } from '../notify/organizer-words.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('messages to organizers whose fans ask for their money');
const serviceToken = randomBytes(32).toString('base64url');
const event = `C${'A'.repeat(55)}`;
let fixture: Fixture;
let draft: string;
let owner: string;

test.before(async () => {
	fixture = await openFixture({ serviceToken });
	const browser = new Browser(fixture);
	owner = await browser.signIn('0711000001');
	await browser.post('/v1/me/organizer', { name: 'Wanjiru Events' });
	draft = (await browser.post('/v1/drafts')).body.id;
	const published = `UPDATE platform.drafts SET published_event = $2, published_no = 7, published_at = now() WHERE id = $1`;
	await fixture.rows(published, [draft, event]);
});
test.after(() => fixture.close());

const ask = (body: object, { of = event, token = serviceToken } = {}) =>
	new Browser(fixture).request('PUT', `/v1/events/${of}/news`, body, { authorization: `Bearer ${token}` });
const news = (id = randomUUID()) => ({ id, eventName: 'Blankets' });
type Sent = { to: string; text: string };
async function sentTo(): Promise<string[]> {
	const { body } = await new Browser(fixture).get('/v1/outbox');
	return (body.items as Sent[]).flatMap(({ to, text }) =>
		text.includes('/organizer/events/7/manage') ? [to] : [],
	);
}

async function member(
	phone: string,
	permissions: string[],
	{ of = null as string[] | null, until = '1 day' } = {},
) {
	const person = await new Browser(fixture).signIn(phone);
	await fixture.rows(
		`INSERT INTO platform.members (account, person, permissions, events, until, created_at, updated_at) VALUES ($1, $2, $3, $4, now() + $5::interval, now(), now())`,
		[owner, person, permissions, of, until],
	);
}

test('each contact once for a message, at a link to the event', async () => {
	const once = news();
	for (let i = 0; i < 3; i++) assert.equal((await ask(once)).body, { contacts: 1 });
	assert.equal(await sentTo(), ['254711000001']);
});

test('who supervises the gates hears of the checklist, at its page, and nobody who only changes orders', async () => {
	await fixture.rows('TRUNCATE platform.messages');
	await member('0711000011', ['checkin.supervise']);
	await member('0711000012', ['orders.change']);
	const once = { ...news(), about: 'checklist' };
	for (let i = 0; i < 2; i++) assert.equal((await ask(once)).body, { contacts: 2 });
	const { body } = await new Browser(fixture).get('/v1/outbox');
	const sent = (body.items as Sent[]).filter(({ text }) => text.includes('/organizer/events/7/checklist'));
	assert.equal(sent.map(({ to }) => to).toSorted(), ['254711000001', '254711000011']);
	await fixture.rows('DELETE FROM platform.members');
});

test('members who change orders of that event hear of it, and no others', async () => {
	await fixture.rows('TRUNCATE platform.messages');
	await member('0711000002', ['orders.change']);
	await member('0711000003', ['orders.change'], { of: [draft] });
	await member('0711000004', ['orders.change'], { of: [randomUUID()] });
	await member('0711000005', ['orders.read', 'money.read']);
	await member('0711000006', ['orders.change'], { until: '-1 day' });
	assert.equal((await ask(news())).body, { contacts: 3 });
	assert.equal((await sentTo()).sort(), ['254711000001', '254711000002', '254711000003']);
});

test('nobody hears of an event that was not published here, and only a service says anything', async () => {
	await fixture.rows('TRUNCATE platform.messages');
	assert.equal((await ask(news(), { of: `C${'B'.repeat(55)}` })).body, { contacts: 0 });
	assert.is((await ask(news(), { token: 'x' })).status, 403);
	assert.is((await ask({ ...news(), more: 1 })).status, 400);
	assert.equal(await sentTo(), []);
});

test('a message is one SMS, also for a long name, or one of emoji or digits', () => {
	const link = 'https://www.passa.example/organizer/events/123456/manage';
	for (const name of ['Blankets & Basslines', 'x'.repeat(1000), '0712 345 678 call me', '💰', ''])
		assert.ok(organizerWords(name, link).text.length <= 160);
});

test.run();
