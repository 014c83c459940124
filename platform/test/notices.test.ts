import { randomBytes, randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sessionVerifier } from '#shared/session.server.ts';
import { type Messenger, NotSent } from '../notify/messenger.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture } from './fixture.ts';

const test = suite('messages for the relayer');
const serviceToken = randomBytes(32).toString('base64url');
let fixture: Fixture;
/** How the provider behaves. */
let messenger: Messenger;
test.before(async () => {
	fixture = await openFixture({ serviceToken, messenger: { send: (message) => messenger.send(message) } });
});
test.after(() => fixture.close());
test.before.each(async () => {
	await fixture.rows('TRUNCATE platform.messages');
});

const minute = 60_000;
const notice = (change: object = {}) => ({
	kind: 'phone',
	value: '254712345678',
	language: 'en',
	about: 'issued',
	eventName: 'Wamũ Live',
	qty: 2,
	amountKes: null,
	reference: 'K7QW3MN2PX',
	code: 'AbCdEf0123',
	expiresAt: new Date(fixture.clock.now() + 60 * minute).toISOString(),
	...change,
});
async function call(method: string, path: string, body?: object, token: string | null = serviceToken) {
	const answer = await fetch(`${fixture.platform.url}${path}`, {
		method,
		headers: {
			'content-type': 'application/json',
			...(token === null ? {} : { authorization: `Bearer ${token}` }),
		},
		body: body && JSON.stringify(body),
	});
	return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const stateOf = async (id: string) => (await call('GET', `/v1/notices/${id}`)).body.notice;
/** Later: the platform's worker looks again. */
async function pass(milliseconds: number): Promise<void> {
	fixture.clock.advance(milliseconds);
	await fixture.rows(`SELECT pg_notify('platform_messages', '')`);
}
const settled = async (
	id: string,
	wanted: (row: { state: string; attempts: number }) => boolean,
): Promise<void> => {
	for (let i = 0; i < 400; i++) {
		const [row] = await fixture.rows('SELECT state, attempts FROM platform.messages WHERE notice = $1', [id]);
		if (row && wanted(row)) return;
		await new Promise((done) => setTimeout(done, 25));
	}
	throw new Error(`${id} does not get there`);
};
/** Records what is sent. */
const record = (texts: string[]): Messenger => ({
	async send({ to, text }) {
		texts.push(`${to} ${text}`);
	},
});
const failing = (error: Error): Messenger => ({ send: () => Promise.reject(error) });

test('an id makes one message, however often and with whatever it comes', async () => {
	const [id, sent] = [randomUUID(), [] as string[]];
	messenger = record(sent);
	const all = await Promise.all(Array.from({ length: 8 }, () => call('PUT', `/v1/notices/${id}`, notice())));
	assert.equal([...new Set(all.map(({ status }) => status))], [200]);
	await call('PUT', `/v1/notices/${id}`, notice({ value: '254700000001' }));
	await settled(id, ({ state }) => state === 'sent');
	assert.equal(sent, [
		`254712345678 Your 2 tickets for Wamu Live: http://127.0.0.1:3000/t/AbCdEf0123 Order K7QW3MN2PX. Keep this link to yourself.`,
	]);
	assert.equal(await stateOf(id), { state: 'sent', reason: null });
	assert.is(await stateOf(randomUUID()), null);
});

test('only a holder of the service token may send, or ask what a person has proved', async () => {
	const paths = [
		['PUT', `/v1/notices/${randomUUID()}`],
		['GET', `/v1/notices/${randomUUID()}`],
		['GET', `/v1/people/${randomUUID()}/contacts`],
	] as const;
	for (const [method, path] of paths)
		for (const token of [null, 'x', `${serviceToken}x`]) {
			const { status } = await call(method, path, method === 'PUT' ? notice() : undefined, token);
			assert.is(status, 403, `${method} ${path} with ${token}`);
		}
	assert.equal(await fixture.rows('SELECT id FROM platform.messages'), []);
});

test('a code that lets somebody in goes out once for its id, is sealed until then, and needs the service’s token', async () => {
	const id = randomUUID();
	const sent: string[] = [];
	messenger = record(sent);
	const body = {
		...{ phone: '254712345678', language: 'sw', entryCode: 'K7M4-QXD2-0000-ZZZZ', eventName: 'Wamũ Live' },
		expiresAt: new Date(fixture.clock.now() + 60 * minute).toISOString(),
	};
	const put = (change: object = {}, token: string | null = serviceToken) =>
		call('PUT', `/v1/static-passes/${id}`, { ...body, ...change }, token);
	assert.is((await put({}, null)).status, 403);
	assert.is((await put({ entryCode: 'http://evil.example' })).status, 400);
	assert.is((await put()).status, 200);
	await settled(id, ({ state }) => state === 'sent');
	await put({ entryCode: 'AAAA-BBBB-CCCC-DDDD' });
	await pass(5 * minute);
	assert.is(sent.length, 1);
	assert.match(sent[0]!, /^254712345678 K7M4-QXD2-0000-ZZZZ ni msimbo wako wa kuingia Wamu Live/);
	const stored = JSON.stringify(await fixture.rows('SELECT * FROM platform.messages'));
	assert.not.match(stored, /K7M4/);
});

test('a provider that fails is asked again; in the end the failure is there to see', async () => {
	const id = randomUUID();
	messenger = failing(new NotSent('SMS_HTTP_500'));
	const expiresAt = new Date(fixture.clock.now() + 600 * minute).toISOString();
	await call('PUT', `/v1/notices/${id}`, notice({ expiresAt }));
	for (let i = 1; i <= 6; i++) {
		await settled(id, ({ state, attempts }) => attempts === i && state !== 'sending');
		assert.equal(await stateOf(id), { state: i < 6 ? 'queued' : 'failed', reason: 'SMS_HTTP_500' });
		await pass(5 * minute);
	}
});

test('where nobody knows whether it was sent, it is not sent again; a code of the platform’s own is', async () => {
	const [lost, died] = [randomUUID(), randomUUID()];
	messenger = failing(new NotSent('SMS_UNREACHABLE', { unclear: true }));
	await call('PUT', `/v1/notices/${lost}`, notice());
	await settled(lost, ({ state }) => state === 'failed');
	assert.equal(await stateOf(lost), { state: 'failed', reason: 'SMS_UNREACHABLE' });
	// A process claims it and dies.
	let bury = () => {};
	messenger = { send: () => new Promise((done) => (bury = done)) };
	await call('PUT', `/v1/notices/${died}`, notice());
	await settled(died, ({ state }) => state === 'sending');
	const again: string[] = [];
	messenger = record(again);
	await pass(2 * minute);
	await settled(died, ({ state }) => state === 'failed');
	assert.equal(await stateOf(died), { state: 'failed', reason: 'SEND_UNCLEAR' });
	assert.equal(again, []);
	// Control: a code goes out again.
	await fixture.rows(`UPDATE platform.messages SET state = 'sending', notice = NULL WHERE notice = $1`, [
		died,
	]);
	await pass(0);
	for (let i = 0; i < 2400 && again.length === 0; i++) await new Promise((done) => setTimeout(done, 25));
	assert.is(again.length, 1);
	bury();
});

test.run();

const people = suite('what a person has proved');
let live: Fixture;
people.before(async () => {
	live = await openFixture({ serviceToken });
});
people.after(() => live.close());

people(
	'numbers and addresses are named in clear to the relayer, and a session says when a number began it',
	async () => {
		const browser = new Browser(live);
		const account = await browser.signIn('0712 345 678');
		const asked = await fetch(`${live.platform.url}/v1/people/${account}/contacts`, {
			headers: { authorization: `Bearer ${serviceToken}` },
		});
		assert.equal(await asked.json(), { items: [{ kind: 'phone', value: '254712345678' }] });
		const nobody = await fetch(`${live.platform.url}/v1/people/nobody/contacts`, {
			headers: { authorization: `Bearer ${serviceToken}` },
		});
		assert.equal(await nobody.json(), { items: [] });
		const phone = await browser.request('GET', '/v1/me/phone');
		assert.equal(phone.body, { phone: '254712345678' });
		const verify = await sessionVerifier(live.publicKey, () => live.clock.now());
		const since = async (of: Browser) =>
			(await verify((await of.request('POST', '/v1/token', {})).body.token)).phoneSince;
		const now = Math.floor(Date.now() / 1000);
		assert.ok(Math.abs((await since(browser))! - now) < 60);
		const byMail = new Browser(live);
		await byMail.signIn('achieng@example.com');
		assert.is(await since(byMail), null);
		// A session from before this was noted counts as a number's.
		await live.rows('UPDATE platform.sessions SET proof = NULL');
		assert.ok((await since(byMail))! > 0);
	},
);

people.run();
