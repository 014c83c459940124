import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sessionVerifier } from '#shared/session.server.ts';
import { type Answer, Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { codeAt, stepAt } from '../totp.ts';

const test = suite('the second factor of a person');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

let people = 0;
const phoneOf = (no: number): string => `07200${String(10_000 + no)}`;

/** The auth library dates sessions by the system's clock; here they begin by the test's. */
async function signIn(browser: Browser, no: number): Promise<void> {
	const account = await browser.signIn(phoneOf(no));
	await fixture.rows('UPDATE platform.sessions SET created_at = $2 WHERE account = $1', [account, now()]);
}

async function person(): Promise<Browser> {
	const browser = new Browser(fixture);
	await signIn(browser, ++people);
	return browser;
}

const secretOf = (text: string): Uint8Array => {
	const bits = [...text]
		.map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
		.join('');
	return new Uint8Array(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
};
const now = () => new Date(fixture.clock.now());
const codeOf = (secret: Uint8Array, offset = 0n) => codeAt(secret, stepAt(now()) + offset);
const later = (minutes: number) => fixture.clock.advance(minutes * 60_000);

/** Adds an app. Returns its secret and the recovery codes. */
async function enrol(browser: Browser): Promise<{ secret: Uint8Array; codes: string[] }> {
	const begun = await browser.post('/v1/me/factors/totp');
	const secret = secretOf(begun.body.secret);
	const confirmed = await browser.post('/v1/me/factors/totp/confirm', { code: codeOf(secret) });
	assert.is(confirmed.status, 200, JSON.stringify(confirmed.body));
	return { secret, codes: confirmed.body.codes };
}

const show = (browser: Browser, code: string): Promise<Answer> =>
	browser.post('/v1/me/factors/show', { code });
const strong = async (browser: Browser) => (await browser.get('/v1/me/factors')).body.strong;

/** A team of this person, who acts for it; adding a member demands the factor. */
async function team(browser: Browser): Promise<() => Promise<string>> {
	const { body } = await browser.post('/v1/teams', { name: 'A team' });
	browser.cookies.set('passa.acting', body.account);
	const rights = { permissions: ['event.edit'], events: null, until: null };
	return async () => {
		const answer = await browser.post('/v1/team/invitations', { to: 'someone@example.com', ...rights });
		return answer.status === 201 ? 'done' : answer.body.code;
	};
}

test('a person without one is asked for none; a person who adds one is asked for it ten minutes later', async () => {
	const browser = await person();
	const invite = await team(browser);
	assert.equal([await strong(browser), await invite()], ['none', 'done']);
	const { secret } = await enrol(browser);
	assert.equal([await strong(browser), await invite()], ['shown', 'done']);
	later(11);
	assert.equal([await strong(browser), await invite()], ['due', 'STRONG_NEEDED']);
	assert.is((await browser.get('/v1/team')).status, 200, 'reading asks for none');
	assert.is((await show(browser, codeOf(secret))).body.strong, 'shown');
	assert.is(await invite(), 'done');
});

test('a session that did not show it is not strong, and neither is its token', async () => {
	const browser = await person();
	const { secret } = await enrol(browser);
	const verify = await sessionVerifier(fixture.publicKey, () => fixture.clock.now());
	const claim = async () => (await verify((await browser.post('/v1/token')).body.token)).strong;
	assert.is(await claim(), 'shown');
	const other = new Browser(fixture);
	await signIn(other, people);
	assert.is(await strong(other), 'due');
	later(11);
	assert.is(await claim(), 'due');
	await show(browser, codeOf(secret));
	assert.is(await claim(), 'shown');
	assert.is(await strong(other), 'due');
});

test('a code counts once, also of two at the same time, and none before it', async () => {
	const browser = await person();
	const { secret } = await enrol(browser);
	later(11);
	const code = codeOf(secret);
	const both = await Promise.all([show(browser, code), show(browser, code)]);
	assert.equal(both.map(({ status }) => status).sort(), [200, 400]);
	for (const used of [code, codeOf(secret, -1n)])
		assert.is((await show(browser, used)).body.code, 'FACTOR_CODE_WRONG');
	later(1);
	assert.is((await show(browser, codeOf(secret))).status, 200);
});

test('guesses are counted before they are compared: five in ten minutes, thirty a day', async () => {
	const browser = await person();
	const { secret } = await enrol(browser);
	const guessed: string[] = [];
	for (let i = 0; i < 40; i++) {
		if (i % 4 === 0) later(11);
		guessed.push((await show(browser, '000000')).body.code ?? 'shown');
	}
	assert.ok(
		guessed.slice(29).every((code) => code === 'TOO_MANY_REQUESTS'),
		guessed.slice(25).join(),
	);
	assert.is((await show(browser, codeOf(secret))).body.code, 'TOO_MANY_REQUESTS');
	later(24 * 60);
	await signIn(browser, people);
	const tries = await Promise.all([1, 2, 3, 4, 5, 6].map(() => show(browser, '000000')));
	assert.is(tries.filter(({ body }) => body.code === 'FACTOR_CODE_WRONG').length, 5);
});

test('a recovery code stands in for the app, once', async () => {
	const browser = await person();
	const { codes } = await enrol(browser);
	assert.is(new Set(codes).size, 10);
	later(11);
	const written = codes[0]!.toLowerCase().replaceAll('-', ' ');
	assert.equal((await show(browser, written)).body, { strong: 'shown', app: true, recoveryCodes: 9 });
	assert.is((await show(browser, codes[0]!)).body.code, 'FACTOR_CODE_WRONG');
	const stranger = await person();
	await enrol(stranger);
	assert.is((await show(stranger, codes[1]!)).body.code, 'FACTOR_CODE_WRONG', 'of another person');
	const renewed = await browser.post('/v1/me/factors/recovery-codes');
	assert.is(renewed.body.codes.length, 10);
	assert.is((await show(browser, codes[1]!)).body.code, 'FACTOR_CODE_WRONG');
});

test('an old session adds no factor: its owner signs in again first', async () => {
	const browser = await person();
	later(11);
	assert.is((await browser.post('/v1/me/factors/totp')).body.code, 'SIGN_IN_AGAIN');
	assert.is(await strong(browser), 'none');
});

test('a factor is removed by who shows it, and one that was never confirmed asks for nothing', async () => {
	const browser = await person();
	await browser.post('/v1/me/factors/totp');
	assert.is(await strong(browser), 'none');
	assert.is((await browser.delete('/v1/me/factors')).body.code, 'FACTOR_NOT_FOUND');
	const { secret } = await enrol(browser);
	assert.is((await browser.post('/v1/me/factors/totp')).body.code, 'FACTOR_EXISTS');
	later(11);
	for (const path of ['/v1/me/factors/totp', '/v1/me/factors/recovery-codes'])
		assert.is((await browser.post(path)).body.code, 'STRONG_NEEDED', path);
	assert.is((await browser.delete('/v1/me/factors')).body.code, 'STRONG_NEEDED');
	await show(browser, codeOf(secret));
	assert.equal((await browser.delete('/v1/me/factors')).body, {
		strong: 'none',
		app: false,
		recoveryCodes: 0,
	});
});

test('a session that did not show it changes no way in, and nobody is paid by it', async () => {
	const browser = await person();
	const { secret } = await enrol(browser);
	const stolen = new Browser(fixture);
	await signIn(stolen, people);
	const [own] = (await browser.get('/v1/me')).body.identities;
	const body = { to: 'thief@example.com', code: '123456' };
	const answers = async (by: Browser) => [
		(await by.post('/v1/me/identities/code', body)).body.code,
		(await by.post('/v1/me/identities/wallet/verify', { nonce: 'x', signature: 'x' })).body.code,
		(await by.delete(`/v1/me/identities/${own.id}`)).body.code,
		(await by.post('/v1/payees/x/wallet/verify', { nonce: 'x', signature: 'x' })).body.code,
		(await by.post('/v1/payees/x/hold')).body.code,
	];
	assert.equal(await answers(stolen), Array(5).fill('STRONG_NEEDED'));
	later(11);
	await show(browser, codeOf(secret));
	assert.not.ok((await answers(browser)).includes('STRONG_NEEDED'), 'the control: who showed it');
});

test('the database holds neither secret nor recovery code in clear', async () => {
	const browser = await person();
	const { secret, codes } = await enrol(browser);
	const rows = await fixture.rows(
		'SELECT f::text AS row FROM platform.factors f UNION ALL SELECT r::text FROM platform.recovery_codes r',
	);
	const stored = rows.map(({ row }) => row).join();
	for (const clear of [
		Buffer.from(secret).toString('hex'),
		...codes.map((code) => code.replaceAll('-', '')),
	]) {
		assert.not.ok(stored.includes(clear));
		assert.not.ok(stored.includes(Buffer.from(clear).toString('hex')));
	}
	assert.is((await new Browser(fixture).get('/v1/me/factors')).status, 401);
});

test.run();
