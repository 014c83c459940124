import { randomBytes, randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { carryOutResets } from '../factors/reset-factors.ts';
import { newsWords, resetWords } from '../notify/news-words.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture, origin } from './fixture.ts';

const test = suite('what people are told of the account that Passa holds for them');
const serviceToken = randomBytes(32).toString('base64url');
const staff = ['ann@passa.example', 'ben@passa.example'] as const;
let fixture: Fixture;
test.before(async () => {
	const admins = staff.map((value) => ({ kind: 'email' as const, value }));
	fixture = await openFixture({ serviceToken, admins });
});
test.after(() => fixture.close());

const address = `G${'A'.repeat(55)}`;
const news = () => ({
	...{ id: randomUUID(), language: 'en', about: 'address', address, stopCode: 'abcdefghijklmnop' },
	usableAt: new Date(fixture.clock.now()).toISOString(),
});
async function service(method: string, path: string, body?: object, token = serviceToken) {
	const answer = await new Browser(fixture).request(method, path, body, { authorization: `Bearer ${token}` });
	return answer;
}
type Sent = { to: string; text: string };
const outbox = async (): Promise<Sent[]> => (await new Browser(fixture).get('/v1/outbox')).body.items;
const recipients = async (words: string): Promise<string[]> =>
	(await outbox()).flatMap(({ to, text }) => (text.includes(words) ? [to] : [])).sort();

/** Somebody with a phone and an e-mail. */
async function person(phone: string, email: string): Promise<{ browser: Browser; account: string }> {
	const browser = new Browser(fixture);
	const account = await browser.signIn(phone);
	const json = { to: email, code: await browser.codeFor(email) };
	assert.is((await browser.post('/v1/me/identities/code', json)).status, 200);
	return { browser, account };
}

test('every contact is told once, and by a link that needs no signing in', async () => {
	const { account } = await person('0711000001', 'one@example.com');
	const asked = news();
	for (let i = 0; i < 3; i++) {
		const { body } = await service('PUT', `/v1/people/${account}/news`, asked);
		assert.equal(body, { contacts: 2 });
	}
	assert.equal(await recipients('/stop/abcdefghijklmnop'), ['254711000001', 'one@example.com']);
	const nobody = await service('PUT', `/v1/people/${randomUUID()}/news`, news());
	assert.equal(nobody.body, { contacts: 0 });
	assert.is((await service('PUT', `/v1/people/${account}/news`, news(), 'x')).status, 403);
});

test('a contact that was removed is told of it, and for a month of what is done to the money', async () => {
	await fixture.rows('TRUNCATE platform.messages');
	const { browser, account } = await person('0711000002', 'thief@example.com');
	const { identities } = (await browser.get('/v1/me')).body;
	const phone = identities.find(({ kind }: { kind: string }) => kind === 'phone');
	assert.is((await browser.delete(`/v1/me/identities/${phone.id}`)).status, 200);
	assert.equal(await recipients('was removed'), ['254711000002', 'thief@example.com']);
	const answer = await service('PUT', `/v1/people/${account}/news`, news());
	assert.equal(answer.body, { contacts: 1 }, 'a removed contact does not count as one that can be told');
	assert.equal(await recipients('/stop/'), ['254711000002', 'thief@example.com']);
	await fixture.rows('TRUNCATE platform.messages');
	await fixture.rows(`UPDATE platform.former_contacts SET removed_at = removed_at - interval '31 days'`);
	await service('PUT', `/v1/people/${account}/news`, news());
	assert.equal(await recipients('/stop/'), ['thief@example.com']);
});

test('two people of support replace lost passkeys after three days, and each step is told', async () => {
	await fixture.rows('TRUNCATE platform.messages');
	const phone = '0711000003';
	const { account, browser } = await person(phone, 'three@example.com');
	const [ann, ben] = [new Browser(fixture), new Browser(fixture)];
	await ann.signIn(staff[0]);
	await ben.signIn(staff[1]);
	const path = '/v1/support/factor-resets';
	const note = 'Showed the orders.';
	assert.is((await ann.post(path, { person: phone, note, held: false })).body.code, 'FACTOR_NOT_FOUND');
	const asked = await ann.post(path, { person: phone, note, held: true });
	const { id, held } = asked.body.items[0];
	assert.is(held, true, 'the passkeys of a held account may be lost if there is no factor any more');
	assert.is((await ann.post(`${path}/${id}/agree`)).body.code, 'SECOND_PERSON_NEEDED');
	const done = async () => (await service('GET', `/v1/people/${account}/held-reset`)).body.reset;
	const carryOut = () => {
		const { platform, seal, clock } = fixture;
		return carryOutResets({ db: platform.db, seal, clock, origin });
	};
	assert.is((await ben.post(`${path}/${id}/agree`)).status, 200);
	assert.equal(await recipients('removes your second factors and the keys of your money'), [
		'254711000003',
		'three@example.com',
	]);
	assert.is((await browser.get('/v1/me/factor-reset')).body.held, true);
	await carryOut();
	assert.is(await done(), null);
	await fixture.rows(`UPDATE platform.factor_resets SET due_at = now() - interval '1 second'`);
	await carryOut();
	assert.is((await done()).id, id);
	assert.equal(await recipients('removed your second factors and'), ['254711000003', 'three@example.com']);
	assert.is((await service('GET', `/v1/people/${account}/held-reset`, undefined, 'x')).status, 403);
});

test('a reset that its person stopped, or of factors alone, replaces no passkey', async () => {
	const phone = '0711000004';
	const { account, browser } = await person(phone, 'four@example.com');
	const add = `INSERT INTO platform.factor_resets (account, asked_by, note, held, agreed_by, due_at, ended_at, "end", created_at) VALUES ($1, $1, 'x', $2, $1, now(), $3, $4, now())`;
	const now = new Date();
	await fixture.rows(add, [account, false, now, 'done']);
	await fixture.rows(add, [account, true, null, null]);
	assert.is((await browser.delete('/v1/me/factor-reset')).status, 200);
	assert.is((await service('GET', `/v1/people/${account}/held-reset`)).body.reset, null);
});

test('each message is one SMS in both languages', () => {
	const long = 'https://www.passa.example';
	for (const language of ['en', 'sw'] as const) {
		const { id: _, language: __, ...wallet } = news();
		const all = [
			newsWords(language, { ...wallet, about: 'address' }, long),
			...(['passkey_added', 'passkey_removed', 'passkeys_renewed'] as const).map((about) =>
				newsWords(language, { about }, long),
			),
			...(['waits', 'done'] as const).map((what) =>
				resetWords(what, { at: new Date(), held: true, link: `${long}/account/security` }),
			),
		];
		for (const { text } of all) assert.ok(text.length <= 160, `${text.length}: ${text}`);
	}
});

test.run();
