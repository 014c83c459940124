import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoftwarePasskey } from '#testing/fixtures/software-passkey.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture, origin } from '../../test/fixture.ts';
import { carryOutResets } from '../reset-factors.ts';

const test = suite('support for who has lost all second factors');
const staff = ['ann@passa.example', 'ben@passa.example'] as const;
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture({ admins: staff.map((value) => ({ kind: 'email' as const, value })) });
});
test.after(() => fixture.close());

const path = '/v1/support/factor-resets';
const hours = (n: number) => fixture.clock.advance(n * 3_600_000);
function carryOut() {
	const { platform, seal, clock } = fixture;
	return carryOutResets({ db: platform.db, seal, clock, origin });
}
let people = 0;

async function signedIn(to: string): Promise<Browser> {
	const browser = new Browser(fixture);
	const account = await browser.signIn(to);
	const now = new Date(fixture.clock.now());
	await fixture.rows('UPDATE platform.sessions SET created_at = $2, expires_at = $3 WHERE account = $1', [
		account,
		now,
		new Date(now.getTime() + 30 * 86_400_000),
	]);
	return browser;
}

/** A person with a passkey, who then loses it. */
async function person(): Promise<{ browser: Browser; phone: string }> {
	const phone = `07230${String(10_000 + ++people)}`;
	const browser = await signedIn(phone);
	const { body } = await browser.post('/v1/me/passkeys/begin');
	const response = new SoftwarePasskey(origin).register(body.options.challenge);
	assert.is((await browser.post('/v1/me/passkeys', { name: 'Phone', response })).status, 200);
	return { browser, phone };
}

const strong = async (browser: Browser) => (await browser.get('/v1/me/factors')).body.strong;
const ask = (by: Browser, phone: string, held = false) =>
	by.post(path, { person: phone, note: 'Knows the order.', held });

test('two persons agree, the person is told, and the factors go after three days', async () => {
	const [ann, ben] = [await signedIn(staff[0]), await signedIn(staff[1])];
	const { browser, phone } = await person();
	const asked = await ask(ann, phone);
	assert.is(asked.status, 200, JSON.stringify(asked.body));
	const { id } = asked.body.items[0];
	assert.is((await ann.post(`${path}/${id}/agree`)).body.code, 'SECOND_PERSON_NEEDED');
	hours(100);
	await carryOut();
	assert.is(await strong(browser), 'due', 'one person alone removes nothing');
	assert.is((await ben.post(`${path}/${id}/agree`)).status, 200);
	const { body } = await new Browser(fixture).get('/v1/outbox');
	assert.match(body.items[0].text, /removes your second factors/);
	hours(71);
	await carryOut();
	assert.is(await strong(browser), 'due');
	hours(2);
	await carryOut();
	await carryOut();
	assert.is(await strong(browser), 'none');
	assert.equal((await ann.get(path)).body.items, []);
});

test('the person stops it from any session, also without a factor', async () => {
	const [ann, ben] = [await signedIn(staff[0]), await signedIn(staff[1])];
	const { browser, phone } = await person();
	const { id } = (await ask(ann, phone)).body.items[0];
	await ben.post(`${path}/${id}/agree`);
	assert.ok((await browser.get('/v1/me/factor-reset')).body.dueAt);
	hours(1);
	assert.is((await browser.delete('/v1/me/factor-reset')).body.dueAt, null);
	hours(100);
	await carryOut();
	assert.is(await strong(browser), 'due');
	assert.is((await browser.delete('/v1/me/factor-reset')).body.code, 'RESET_NOT_FOUND');
});

test('nobody but support asks, once for a person, and never for themself', async () => {
	const ann = await signedIn(staff[0]);
	const { browser, phone } = await person();
	assert.is((await ask(browser, phone)).body.code, 'FORBIDDEN');
	assert.is((await ask(ann, staff[0])).body.code, 'SECOND_PERSON_NEEDED');
	assert.is((await ask(ann, '0799999999')).body.code, 'PERSON_UNKNOWN');
	assert.is((await ask(ann, phone)).status, 200);
	assert.is((await ask(ann, phone)).body.code, 'RESET_EXISTS');
	const stranger = `07240${String(10_000 + ++people)}`;
	await signedIn(stranger);
	assert.is((await ask(ann, stranger)).body.code, 'FACTOR_NOT_FOUND');
});

test.run();
