import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoftwarePasskey } from '#testing/fixtures/software-passkey.ts';
import { type Answer, Browser } from '../../test/browser.ts';
import { type Fixture, openFixture, origin } from '../../test/fixture.ts';

const test = suite('passkeys as the second factor');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const later = (minutes: number) => fixture.clock.advance(minutes * 60_000);
let people = 0;

/** The auth library dates sessions by the system's clock; here they begin by the test's. */
async function person(no = ++people): Promise<Browser> {
	const browser = new Browser(fixture);
	const account = await browser.signIn(`07210${String(10_000 + no)}`);
	const now = new Date(fixture.clock.now());
	await fixture.rows('UPDATE platform.sessions SET created_at = $2 WHERE account = $1', [account, now]);
	return browser;
}

const challengeOf = async (browser: Browser, path: 'begin' | 'ask'): Promise<string> => {
	const { status, body } = await browser.post(`/v1/me/passkeys/${path}`);
	assert.is(status, 200, JSON.stringify(body));
	return body.options.challenge;
};
const strong = async (browser: Browser) => (await browser.get('/v1/me/factors')).body.strong;

async function add(browser: Browser, key: SoftwarePasskey, name = 'My phone'): Promise<Answer> {
	const response = key.register(await challengeOf(browser, 'begin'));
	return browser.post('/v1/me/passkeys', { name, response });
}

async function show(browser: Browser, key: SoftwarePasskey, faults = {}): Promise<Answer> {
	const response = key.answer(await challengeOf(browser, 'ask'), faults);
	return browser.post('/v1/me/passkeys/show', { response });
}

test('a passkey is added, asked for ten minutes later, and shown; recovery codes come with the first one', async () => {
	const [browser, key] = [await person(), new SoftwarePasskey(origin)];
	const added = await add(browser, key);
	assert.is(added.status, 200, JSON.stringify(added.body));
	assert.is(added.body.codes.length, 10);
	assert.is(await strong(browser), 'shown');
	assert.is((await add(browser, new SoftwarePasskey(origin), 'Key')).body.codes, null);
	later(11);
	assert.is(await strong(browser), 'due');
	assert.is((await show(browser, key)).status, 200);
	assert.is(await strong(browser), 'shown');
	const { items } = (await browser.get('/v1/me/passkeys')).body;
	assert.equal(
		items.map(({ name }: { name: string }) => name),
		['My phone', 'Key'],
	);
	later(11);
	assert.is((await browser.post('/v1/me/factors/show', { code: added.body.codes[0] })).body.strong, 'shown');
});

test('an answer counts once, for this person, this site and this origin, and with its person verified', async () => {
	const [browser, key] = [await person(), new SoftwarePasskey(origin)];
	await add(browser, key);
	later(11);
	const wrong = [{ origin: 'https://passa.evil.example' }, { rpId: 'evil.example' }, { verified: false }];
	for (const faults of wrong)
		assert.is((await show(browser, key, faults)).body.code, 'PASSKEY_REFUSED', JSON.stringify(faults));
	assert.is((await show(browser, new SoftwarePasskey(origin))).body.code, 'PASSKEY_REFUSED', 'another key');
	later(11);
	const response = key.answer(await challengeOf(browser, 'ask'));
	const both = await Promise.all([1, 2].map(() => browser.post('/v1/me/passkeys/show', { response })));
	assert.equal(both.map(({ status }) => status).sort(), [200, 400]);
	const [other, own] = [await person(), new SoftwarePasskey(origin)];
	await add(other, own);
	const stolen = own.answer(await challengeOf(browser, 'ask'));
	assert.is((await other.post('/v1/me/passkeys/show', { response: stolen })).body.code, 'PASSKEY_REFUSED');
	later(6);
});

test('a challenge ends after five minutes, and one to add shows nothing', async () => {
	const [browser, key] = [await person(), new SoftwarePasskey(origin)];
	await add(browser, key);
	const late = key.answer(await challengeOf(browser, 'ask'));
	later(6);
	assert.is((await browser.post('/v1/me/passkeys/show', { response: late })).body.code, 'PASSKEY_REFUSED');
	const toAdd = key.answer(await challengeOf(browser, 'begin'));
	assert.is((await browser.post('/v1/me/passkeys/show', { response: toAdd })).body.code, 'PASSKEY_REFUSED');
});

test('a counter that goes back says that the passkey may have been copied', async () => {
	const [browser, key] = [await person(), new SoftwarePasskey(origin)];
	key.counter = 5;
	await add(browser, key);
	assert.is((await show(browser, key)).status, 200);
	key.counter = 3;
	assert.is((await show(browser, key)).body.code, 'PASSKEY_COPIED');
});

test('it is renamed and removed by its person alone; with the last factor the recovery codes go', async () => {
	const [browser, key] = [await person(), new SoftwarePasskey(origin)];
	await add(browser, key);
	const renamed = await browser.put(`/v1/me/passkeys/${key.id}`, { name: '  Pixel\n ' });
	assert.is(renamed.body.items[0].name, 'Pixel');
	const stranger = await person();
	await add(stranger, new SoftwarePasskey(origin));
	assert.is((await stranger.delete(`/v1/me/passkeys/${key.id}`)).body.code, 'PASSKEY_NOT_FOUND');
	later(11);
	assert.is((await browser.delete(`/v1/me/passkeys/${key.id}`)).body.code, 'STRONG_NEEDED');
	await show(browser, key);
	assert.equal((await browser.delete(`/v1/me/passkeys/${key.id}`)).body.items, []);
	assert.equal((await browser.get('/v1/me/factors')).body, { strong: 'none', app: false, recoveryCodes: 0 });
});

test('an old session adds no passkey', async () => {
	const browser = await person();
	later(11);
	assert.is((await browser.post('/v1/me/passkeys/begin')).body.code, 'SIGN_IN_AGAIN');
});

test.run();
