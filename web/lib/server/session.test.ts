import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestEvent } from '@sveltejs/kit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPerson, signedIn } from './session.server.ts';
import { setWebSettings } from './test/web-settings.ts';

const test = suite('the session of a request');
const me = { account: 'a', roles: ['fan'], identities: [], organizer: null, wallets: [], since: '' };

let asked: IncomingMessage[] = [];
let answer = { status: 200, body: me as unknown };
let platform: Server;

test.before(async () => {
	platform = createServer((request, response) => {
		asked.push(request);
		const cookie = 'passa.session_token=renewed%3D; Max-Age=60; Path=/; HttpOnly; SameSite=Lax';
		response.writeHead(answer.status, { 'content-type': 'application/json', 'set-cookie': cookie });
		response.end(JSON.stringify(answer.body));
	});
	await new Promise<void>((done) => platform.listen(0, '127.0.0.1', done));
	setWebSettings({ PLATFORM_URL: `http://127.0.0.1:${(platform.address() as AddressInfo).port}` });
});
test.before.each(() => {
	asked = [];
	answer = { status: 200, body: me };
});
test.after(() => void platform.close());

/** The part of a request event that the code under test reads. */
function visitor(cookie: string | null, device?: string) {
	const set: unknown[][] = [];
	const headers = new Headers({ 'user-agent': 'Firefox', ...(cookie ? { cookie } : {}) });
	const names = (cookie ?? '').split('; ').map((pair) => ({ name: pair.split('=')[0]!, value: 'x' }));
	const event = {
		url: new URL('http://passa.test/organizer?step=1'),
		request: new Request('http://passa.test/organizer?step=1', { headers }),
		getClientAddress: () => '10.0.0.7',
		cookies: { getAll: () => names, get: () => device, set: (...cookie: unknown[]) => set.push(cookie) },
	} as unknown as RequestEvent;
	return { event, set };
}

test('a guest has no account, and the platform is not asked', async () => {
	for (const cookie of [null, 'lang=sw; method=mpesa']) {
		assert.equal(await readPerson(visitor(cookie).event), { person: null, platformDown: false });
	}
	assert.is(asked.length, 0);
});

test("a session is looked up once, with the visitor's own cookie and address, and its renewed cookie is passed on", async () => {
	const { event, set } = visitor('passa.session_token=abc');
	assert.equal((await readPerson(event)).person, me);
	assert.is(asked.length, 1);
	const { headers, url } = asked[0]!;
	assert.is(url, '/v1/me');
	assert.is(headers.cookie, 'passa.session_token=abc');
	assert.is(headers.origin, 'http://passa.test');
	assert.is(headers['x-forwarded-for'], '10.0.0.7');
	const [name, value, options] = set[0]! as [
		string,
		string,
		{ httpOnly: boolean; encode(v: string): string },
	];
	assert.equal([name, value, options.httpOnly], ['passa.session_token', 'renewed%3D', true]);
	// The value arrives encoded and must not be encoded twice.
	assert.is(options.encode(value), value);
});

test('a device that this very request was given is passed on once, beside the cookies that came', async () => {
	for (const [cookie, sent] of [
		['passa.session_token=abc', 'passa.session_token=abc; passa.device=d'],
		['passa.session_token=abc; passa.device=d', 'passa.session_token=abc; passa.device=d'],
	] as const) {
		await readPerson(visitor(cookie, 'd').event);
		assert.is(asked.at(-1)!.headers.cookie, sent);
	}
});

test('an ended session makes a guest; a failing platform does not', async () => {
	const { event } = visitor('__Secure-passa.session_token=abc');
	answer = { status: 401, body: { code: 'SIGN_IN_NEEDED' } };
	assert.equal(await readPerson(event), { person: null, platformDown: false });
	answer = { status: 500, body: {} };
	assert.equal(await readPerson(event), { person: null, platformDown: true });
});

test('a guest is sent to sign in and back; while the platform is down nobody is', () => {
	const { url } = visitor(null).event;
	const thrown = (platformDown: boolean) => {
		try {
			return signedIn({ locals: { person: null, platformDown }, url });
		} catch (error) {
			return error as { status: number; location?: string };
		}
	};
	const redirect = thrown(false) as { status: number; location: string };
	assert.equal([redirect.status, redirect.location], [303, '/sign-in?next=%2Forganizer%3Fstep%3D1']);
	assert.is((thrown(true) as { status: number }).status, 503);
});

test.run();
