import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { phoneMark } from '#shared/phone-mark.server.ts';
import { permissions } from '#shared/roles.ts';
import { ownSession, sessionVerifier } from '#shared/session.server.ts';
import { deleteExpired } from '../delete-expired.ts';
import { startPlatform } from '../platform.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture, origin } from './fixture.ts';

const test = suite('sessions');
const adminMail = 'support@passa.example';
const adminPhone = '0799000001';
let fixture: Fixture;
let people = 0;

test.before(async () => {
	fixture = await openFixture({
		admins: [
			{ kind: 'email', value: adminMail },
			{ kind: 'phone', value: `254${adminPhone.slice(1)}` },
		],
	});
});
test.after(() => fixture.close());

const newPhone = (): string => `07130${String(++people).padStart(5, '0')}`;
async function signedIn(to = newPhone()): Promise<Browser> {
	const browser = new Browser(fixture);
	await browser.signIn(to);
	return browser;
}

test('the cookie is for the web alone: httpOnly, SameSite=Lax, of the whole origin, 30 days', async () => {
	const browser = new Browser(fixture);
	const to = newPhone();
	const { headers } = await browser.post('/v1/sign-in/code/verify', { to, code: await browser.codeFor(to) });
	const [cookie] = headers.getSetCookie();
	for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', `Max-Age=${30 * 86_400}`])
		assert.ok(cookie!.toLowerCase().includes(part.toLowerCase()), `${part} in ${cookie}`);
	assert.not.ok(/secure/i.test(cookie!), 'the origin here has no TLS');
});

test('where the origin has TLS the cookie is Secure, and named so that no other one can be put in its place', async () => {
	const secure = await startPlatform({ ...fixture.options, port: 0, origin: 'https://passa.example' });
	const browser = new Browser({ platform: secure }, { origin: 'https://passa.example' });
	await browser.signIn(newPhone());
	assert.equal([...browser.cookies.keys()], ['__Secure-passa.session_token']);
	await secure.stop();
});

test('a cookie that was changed, invented, or signed by another secret opens nothing', async () => {
	const browser = await signedIn();
	const [[name, value]] = [...browser.cookies] as [[string, string]];
	const status = async (cookie: string) =>
		(await new Browser(fixture).request('GET', '/v1/me', undefined, { cookie: `${name}=${cookie}` })).status;
	assert.is(await status(value), 200);
	const [token, signature] = decodeURIComponent(value).split('.') as [string, string];
	const other = await signedIn();
	const [[, otherValue]] = [...other.cookies] as [[string, string]];
	const otherToken = decodeURIComponent(otherValue).split('.')[0]!;
	for (const forged of [
		token,
		`${otherToken}.${signature}`,
		`${token}.${randomBytes(32).toString('base64')}`,
		'',
	])
		assert.is(await status(encodeURIComponent(forged)), 401, forged);
	const elsewhere = await startPlatform({
		...fixture.options,
		port: 0,
		authSecret: randomBytes(32).toString('hex'),
	});
	const there = new Browser({ platform: elsewhere });
	there.cookies.set(name, value);
	assert.is((await there.get('/v1/me')).status, 401);
	await elsewhere.stop();
});

test('another site cannot act through a person’s browser; the web’s own pages can', async () => {
	const browser = await signedIn();
	const rename = (headers: Record<string, string>) =>
		browser.request('POST', '/v1/me/organizer', { name: 'Evil' }, headers);
	for (const from of ['https://evil.example', 'null', `${origin}.evil.example`, 'http://127.0.0.1:3001'])
		assert.is((await rename({ origin: from })).body.code, 'ORIGIN_FORBIDDEN', from);
	assert.is((await browser.get('/v1/me')).body.organizer, null);
	assert.is((await rename({ origin })).status, 200);
});

test('a request with a cookie and no origin is refused; a program without either may ask for a code', async () => {
	const browser = await signedIn();
	const cookie = [...browser.cookies].map(([n, v]) => `${n}=${v}`).join();
	const request = (headers: Record<string, string>, path = '/v1/sign-in/code') =>
		fixture.platform.api.request(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify({ to: newPhone() }),
		});
	assert.is((await request({ cookie }, '/v1/token')).status, 403);
	assert.is((await request({})).status, 202);
});

test('a login that another site begins is refused: nobody is signed in as somebody else unknowingly', async () => {
	const browser = new Browser(fixture, { origin: 'https://evil.example' });
	const to = newPhone();
	const code = await new Browser(fixture).codeFor(to);
	const { status, headers } = await browser.post('/v1/sign-in/code/verify', { to, code });
	assert.is(status, 403);
	assert.equal(headers.getSetCookie(), []);
});

test('signing out ends the session, not only the cookie', async () => {
	const browser = await signedIn();
	const kept = new Map(browser.cookies);
	assert.is((await browser.post('/v1/sign-out')).status, 204);
	assert.is(browser.cookies.size, 0);
	for (const [name, value] of kept) browser.cookies.set(name, value);
	assert.is((await browser.get('/v1/me')).status, 401);
	assert.is((await new Browser(fixture).post('/v1/sign-out')).status, 204, 'twice is no error');
});

test('a person sees and ends their own sessions; another account’s session gets 404', async () => {
	const to = newPhone();
	const [here, there, stranger] = [await signedIn(to), await signedIn(to), await signedIn()];
	const { items } = (await here.get('/v1/sessions')).body;
	assert.is(items.length, 2);
	assert.equal(
		items.map((s: { device: string }) => s.device),
		['a test', 'a test'],
	);
	const other = items.find((s: { current: boolean }) => !s.current);
	assert.is((await stranger.delete(`/v1/sessions/${other.id}`)).body.code, 'SESSION_NOT_FOUND');
	assert.is((await there.get('/v1/me')).status, 200);
	assert.is((await here.delete(`/v1/sessions/${other.id}`)).status, 204);
	assert.is((await there.get('/v1/me')).status, 401);
	assert.is((await here.get('/v1/me')).status, 200);
});

test('no network address is kept with a session', async () => {
	await signedIn();
	const [row] = await fixture.rows('SELECT * FROM platform.sessions LIMIT 1');
	assert.equal(
		Object.keys(row).filter((c) => /ip|address/.test(c)),
		[],
	);
	assert.not.ok(JSON.stringify(row).includes('203.0.113.7'));
});

test('the token for other services carries account, roles, wallets and marks of phones as they are now', async () => {
	const phone = newPhone();
	const browser = await signedIn(phone);
	const verify = await sessionVerifier(fixture.publicKey, fixture.clock.now);
	const read = async () => verify((await browser.post('/v1/token')).body.token);
	const { account } = (await browser.get('/v1/me')).body;
	const phones = [phoneMark(account, `254${phone.slice(1)}`)];
	const { phoneSince, ...first } = await read();
	assert.ok(Math.abs(phoneSince! - Date.now() / 1000) < 60, 'a number’s code began the session just now');
	assert.equal({ ...first, phoneSince: null }, ownSession(account, ['fan'], { phones }));
	await browser.post('/v1/me/organizer', { name: 'Wanjiru Events' });
	const organizing = await read();
	assert.equal(organizing.roles, ['fan', 'organizer']);
	assert.equal(organizing.may, permissions, 'for their own account an organizer may do everything');
});

test('a token opens its person’s account here too, but renews nothing, with any cookie beside it', async () => {
	const browser = await signedIn();
	const { token } = (await browser.post('/v1/token')).body;
	const authorization = `Bearer ${token}`;
	const bearer = new Browser(fixture);
	const mine = (await browser.get('/v1/me')).body.account;
	assert.is((await bearer.request('GET', '/v1/me', undefined, { authorization })).body.account, mine);
	assert.is((await bearer.request('POST', '/v1/token', {}, { authorization })).status, 401);
	const thief = await signedIn();
	const own = (await thief.get('/v1/me')).body.account;
	const renewed = await thief.request('POST', '/v1/token', {}, { authorization });
	const verify = await sessionVerifier(fixture.publicKey, fixture.clock.now);
	assert.is((await verify(renewed.body.token)).account, own, 'the cookie’s, not the token’s');
	fixture.clock.advance(301_000);
	assert.is(
		(await bearer.request('GET', '/v1/me', undefined, { authorization })).body.code,
		'SESSION_INVALID',
	);
});

test('support and admin follow from the configuration, by e-mail or number, and end with it', async () => {
	const admins = [await signedIn(adminMail), await signedIn(adminPhone)];
	for (const admin of admins)
		assert.equal((await admin.get('/v1/me')).body.roles, ['fan', 'support', 'admin']);
	assert.equal((await (await signedIn('support@passa.example.evil.example')).get('/v1/me')).body.roles, [
		'fan',
	]);
	const without = await startPlatform({ ...fixture.options, port: 0, admins: [] });
	const there = new Browser({ platform: without });
	for (const [name, value] of admins[0]!.cookies) there.cookies.set(name, value);
	assert.equal((await there.get('/v1/me')).body.roles, ['fan']);
	await without.stop();
});

test('a number that is removed ends the sessions that it began, but for the one that removes it', async () => {
	const [lost, mail] = [newPhone(), `owner${people}@example.com`];
	const [thief, owner, byMail] = [await signedIn(lost), await signedIn(lost), new Browser(fixture)];
	const linked = await owner.post('/v1/me/identities/code', { to: mail, code: await owner.codeFor(mail) });
	await byMail.signIn(mail);
	const phone = linked.body.identities.find((each: { kind: string }) => each.kind === 'phone');
	assert.is((await owner.delete(`/v1/me/identities/${phone.id}`)).status, 200);
	const statusOf = async (browser: Browser) => (await browser.get('/v1/me')).status;
	assert.equal([await statusOf(thief), await statusOf(owner), await statusOf(byMail)], [401, 200, 200]);
});

test('no cache keeps an answer, nor a refusal', async () => {
	const [guest, known] = [new Browser(fixture), await signedIn()];
	for (const answer of [await guest.get('/v1/me'), await known.get('/v1/me'), await known.get('/v1/review')])
		assert.is(answer.headers.get('cache-control'), 'no-store', String(answer.status));
});

test('what makes a person support stays with the account, so that nobody becomes a second person', async () => {
	const [admin, other] = [await signedIn(adminMail), newPhone()];
	const linked = await admin.post('/v1/me/identities/code', { to: other, code: await admin.codeFor(other) });
	const idOf = (kind: string) =>
		linked.body.identities.find((each: { kind: string }) => each.kind === kind).id as string;
	const refused = await admin.delete(`/v1/me/identities/${idOf('email')}`);
	assert.equal([refused.status, refused.body.code], [409, 'IDENTITY_OF_STAFF']);
	const again = await (await signedIn(adminMail)).get('/v1/me');
	assert.is(again.body.account, linked.body.account);
	// The control: any other one goes, and by itself it makes a fan.
	assert.is((await admin.delete(`/v1/me/identities/${idOf('phone')}`)).status, 200);
	assert.equal((await (await signedIn(other)).get('/v1/me')).body.roles, ['fan']);
});

test('an organizer has a public name, and may change it', async () => {
	const browser = await signedIn();
	const name = async (text: unknown) => (await browser.post('/v1/me/organizer', { name: text })).status;
	assert.is(await name('  Pwani Laughs '), 200);
	assert.is((await browser.get('/v1/me')).body.organizer.name, 'Pwani Laughs');
	assert.is(await name('Pwani Laughs Productions'), 200);
	for (const wrong of ['', '   ', '\u202E\u200B', 'x'.repeat(65), '\ud800', 7, null])
		assert.is(await name(wrong), 400, JSON.stringify(wrong));
	for (const ours of ['Passa', 'PASSA Support', 'Р\u0430ssa'])
		for (const route of ['/v1/me/organizer', '/v1/teams'])
			assert.is((await browser.post(route, { name: ours })).body.code, 'NAME_OF_PASSA', `${route} ${ours}`);
	for (const [written, kept] of [
		['35 \u202E% off\u0000', '35 % off'],
		['Pwani\tLaughs\nProductions', 'Pwani Laughs Productions'],
	]) {
		assert.is(await name(written), 200);
		assert.is((await browser.get('/v1/me')).body.organizer.name, kept);
	}
	const { organizer, roles } = (await browser.get('/v1/me')).body;
	assert.equal([organizer, roles], [{ name: 'Pwani Laughs Productions' }, ['fan', 'organizer']]);
});

test('expired codes, challenges, counts and sessions are deleted', async () => {
	const browser = await signedIn();
	await browser.codeFor(newPhone());
	await deleteExpired(fixture.platform.db, new Date(fixture.clock.now()));
	const count = async (table: string) =>
		(await fixture.rows(`SELECT count(*)::int AS n FROM platform.${table}`))[0].n;
	assert.ok((await count('proofs')) > 0 && (await count('limits')) > 0 && (await count('sessions')) > 0);
	const later = new Date(fixture.clock.now() + 40 * 86_400_000);
	await deleteExpired(fixture.platform.db, later);
	for (const table of ['proofs', 'limits', 'sessions', 'messages']) assert.is(await count(table), 0, table);
	assert.is((await browser.get('/v1/me')).status, 401);
	assert.ok((await count('accounts')) > 0);
});

test.run();
