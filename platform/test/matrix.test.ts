import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Access, access, permissions, type Role, roles, rolesOf } from '#shared/roles.ts';
import { unlisted } from '#shared/service/guard.server.ts';
import { ownSession, type Session, sessionSigner } from '#shared/session.server.ts';
import { Browser } from './browser.ts';
import { type Fixture, openFixture, origin } from './fixture.ts';

const test = suite('every route and every role');
const table = access.platform;
const unknown = '00000000-0000-4000-8000-000000000000';
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

test('every route is in the table, and every entry of it is a route', () => {
	assert.equal(unlisted('platform', fixture.platform.api as never), []);
	assert.ok(Object.keys(table).length >= 25);
});

test('a route that the table did not list would be found', () => {
	const kept = table['GET /v1/me']!;
	delete table['GET /v1/me'];
	assert.equal(unlisted('platform', fixture.platform.api as never), ['GET /v1/me is not in the table']);
	table['GET /v1/me'] = kept;
});

/** The guard's refusals; an admitted request without sense may still get 400, 404 or 409. */
const refusals = new Set(['SIGN_IN_NEEDED', 'FORBIDDEN']);

async function answerTo(route: string, session: Session | null): Promise<string> {
	const [method, path] = route.split(' ') as [string, string];
	const headers: Record<string, string> = { origin, 'content-type': 'application/json' };
	if (session) {
		const sign = await sessionSigner(fixture.options.sessionKey);
		headers.authorization = `Bearer ${await sign(session, fixture.clock.now())}`;
	}
	const body = method === 'GET' || method === 'DELETE' ? undefined : '{}';
	const at = path.replace(/:(id|account)/, unknown).replace(/:\w+/, 'x');
	const answer = await fixture.platform.api.request(at, { method, headers, body });
	const type = answer.headers.get('content-type') ?? '';
	return type.includes('problem') ? ((await answer.json()) as { code: string }).code : String(answer.status);
}

/** Routes that only the cookie opens: a token of the right role is not enough for them. */
const cookieOnly = new Set([
	'POST /v1/token',
	'POST /v1/me/identities/code',
	'POST /v1/me/identities/wallet',
	'POST /v1/me/identities/wallet/verify',
	'GET /v1/me/factors',
	'DELETE /v1/me/factors',
	'POST /v1/me/factors/totp',
	'POST /v1/me/factors/totp/confirm',
	'POST /v1/me/factors/show',
	'POST /v1/me/factors/recovery-codes',
	'GET /v1/me/passkeys',
	'POST /v1/me/passkeys',
	'POST /v1/me/passkeys/begin',
	'POST /v1/me/passkeys/ask',
	'POST /v1/me/passkeys/show',
	'PUT /v1/me/passkeys/:id',
	'DELETE /v1/me/passkeys/:id',
]);
/** Routes that read the rights of this moment too: a token that claims a permission is not enough for them. */
const readsRights = /^(PUT|POST|DELETE) \/v1\/(team|wallets)(\/|$)/;

const open = (wanted: Access, held: Role[] | null): boolean =>
	wanted === 'public' || (held !== null && rolesOf(wanted).some((r) => held.includes(r)));

test('a guest and each role by itself are admitted exactly where the table says', async () => {
	const account = await new Browser(fixture).signIn('0712345678');
	let [admitted, refused] = [0, 0];
	for (const [route, wanted] of Object.entries(table)) {
		for (const held of [null, ...roles.map((role) => [role])]) {
			const code = await answerTo(route, held && ownSession(account, held));
			const who = held?.[0] ?? 'a guest';
			if (open(wanted, held)) {
				if (!cookieOnly.has(route)) assert.not.ok(refusals.has(code), `${route} refuses ${who}: ${code}`);
				admitted++;
			} else {
				// A service's routes are open to nobody who signs in.
				const refusal = held || wanted === 'service' ? 'FORBIDDEN' : 'SIGN_IN_NEEDED';
				assert.is(code, refusal, `${route} for ${who}`);
				refused++;
			}
		}
	}
	assert.ok(admitted > 100 && refused > 60, `${admitted} admitted, ${refused} refused`);
});

test('each permission alone opens exactly its routes, in a person’s own account and in a team', async () => {
	const account = await new Browser(fixture).signIn('0712345683');
	let [admitted, refused] = [0, 0];
	for (const [route, wanted] of Object.entries(table)) {
		for (const may of permissions) {
			for (const acted of [account, unknown]) {
				const code = await answerTo(route, { ...ownSession(acted, []), by: account, may: [may] });
				if (typeof wanted === 'object' && 'may' in wanted && wanted.may === may) {
					if (!readsRights.test(route)) assert.not.ok(refusals.has(code), `${route} refuses ${may}: ${code}`);
					admitted++;
				} else if (wanted !== 'public') {
					assert.is(code, 'FORBIDDEN', `${route} for ${may}`);
					refused++;
				}
			}
		}
	}
	assert.ok(admitted > 30 && refused > 700, `${admitted} admitted, ${refused} refused`);
});

test('who owes a second factor is refused exactly where the table asks for one', async () => {
	const account = await new Browser(fixture).signIn('0712345686');
	let asked = 0;
	for (const [route, wanted] of Object.entries(table)) {
		if (typeof wanted !== 'object') continue;
		const isStrong = 'strong' in wanted && wanted.strong === true;
		const acting = { ...ownSession(account, [...roles]), may: [...permissions] };
		const code = await answerTo(route, { ...acting, strong: 'due' });
		if (!cookieOnly.has(route) || isStrong)
			assert.is(code === 'STRONG_NEEDED', isStrong, `${route}: ${code}`);
		if (!isStrong) continue;
		for (const strong of ['none', 'shown'] as const)
			assert.is.not(await answerTo(route, { ...acting, strong }), 'STRONG_NEEDED', route);
		asked++;
	}
	assert.is(asked, 13);
});

test('control: without the guard the same requests are admitted', async () => {
	const account = await new Browser(fixture).signIn('0712345684');
	const session = { ...ownSession(account, []), may: ['money.read' as const] };
	const kept = table['GET /v1/drafts']!;
	assert.is(await answerTo('GET /v1/drafts', session), 'FORBIDDEN');
	table['GET /v1/drafts'] = 'public';
	assert.is(await answerTo('GET /v1/drafts', session), '200');
	table['GET /v1/drafts'] = kept;
});

test('a token that acts for a team opens nothing of the person: account, sessions, identities', async () => {
	const account = await new Browser(fixture).signIn('0712345685');
	const acting: Session = { ...ownSession(unknown, [...roles]), by: account, may: [...permissions] };
	for (const [route, wanted] of Object.entries(table)) {
		if (rolesOf(wanted).length > 0) assert.is(await answerTo(route, acting), 'FORBIDDEN', route);
	}
});

test('routes for the cookie only refuse a token', async () => {
	const account = await new Browser(fixture).signIn('0712345679');
	assert.is(await answerTo('POST /v1/token', ownSession(account, ['fan'])), 'SIGN_IN_NEEDED');
	const body = JSON.stringify({ to: '0712345679', code: '123456' });
	const sign = await sessionSigner(fixture.options.sessionKey);
	const session = ownSession(account, ['fan']);
	const authorization = `Bearer ${await sign(session, fixture.clock.now())}`;
	const answer = await fixture.platform.api.request('/v1/me/identities/code', {
		method: 'POST',
		headers: { authorization, 'content-type': 'application/json' },
		body,
	});
	assert.is(answer.status, 401);
});

test('another account’s draft, session and identity get the same 404 as missing ones', async () => {
	const [owner, other] = [new Browser(fixture), new Browser(fixture)];
	await owner.signIn('0712345680');
	await other.signIn('0712345681');
	for (const each of [owner, other]) await each.post('/v1/me/organizer', { name: 'Somebody' });
	const draft = (await owner.post('/v1/drafts')).body;
	const session = (await owner.get('/v1/sessions')).body.items[0];
	const identity = (await owner.get('/v1/me')).body.identities[0];
	const at = `/v1/drafts/${draft.id}`;
	const saved = { version: draft.version, content: draft.content };
	const attempts: [string, string, unknown][] = [
		['GET', at, undefined],
		['PUT', at, saved],
		['DELETE', at, undefined],
		['POST', `${at}/preview`, {}],
		['POST', `${at}/document`, {}],
		['POST', `${at}/published`, { event: '1' }],
		['DELETE', `/v1/sessions/${session.id}`, undefined],
		['DELETE', `/v1/me/identities/${identity.id}`, undefined],
	];
	for (const [method, path, body] of attempts) {
		const hers = await other.request(method, path, body);
		const none = await other.request(method, path.replace(/[0-9a-f-]{36}/, unknown), body);
		assert.is(hers.status, 404, `${method} ${path}`);
		assert.equal(hers.body, none.body, 'as if it had never been');
	}
	assert.equal((await other.get('/v1/drafts')).body.items, []);
	assert.is((await owner.put(at, saved)).status, 200, 'the owner may');
	assert.is((await owner.get('/v1/drafts')).body.items.length, 1);
});

test('unknown fields, wrong forms and what is too large are refused', async () => {
	const browser = new Browser(fixture);
	await browser.signIn('0712345682');
	await browser.post('/v1/me/organizer', { name: 'Somebody' });
	const refused = async (path: string, body: unknown) => (await browser.post(path, body)).body.code;
	assert.is(await refused('/v1/sign-in/code', { to: '0712345678', admin: true }), 'REQUEST_INVALID');
	assert.is(await refused('/v1/sign-in/code', {}), 'REQUEST_INVALID');
	assert.is(await refused('/v1/sign-in/code/verify', { to: '0712345678', code: '12345' }), 'REQUEST_INVALID');
	assert.is(await refused('/v1/me/organizer', { name: 'x', role: 'admin' }), 'REQUEST_INVALID');
	assert.is(await refused('/v1/drafts', { content: {} }), 'REQUEST_INVALID');
	assert.is((await browser.get('/v1/drafts/not-an-id')).status, 400);
	const large = await browser.post('/v1/drafts', { content: 'x'.repeat(70_000) });
	assert.equal([large.status, large.body.code], [413, 'REQUEST_TOO_LARGE']);
	const torn = await fixture.platform.api.request('/v1/sign-in/code', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: '{"to":',
	});
	assert.is(torn.status, 400);
	assert.is((await browser.get('/v1/nowhere')).body.code, 'NOT_FOUND');
});

test('the outbox route does not exist where messages are really sent', async () => {
	const { startPlatform } = await import('../platform.ts');
	const live = await startPlatform({ ...fixture.options, port: 0, outboxOpen: false });
	const answer = await new Browser({ platform: live }).get('/v1/outbox');
	await live.stop();
	assert.equal([answer.status, answer.body.code], [404, 'NOT_FOUND']);
});

test.run();
