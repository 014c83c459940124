import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Access, access, type Role, roles, rolesOf } from '#shared/roles.ts';
import { unlisted } from '#shared/service/guard.server.ts';
import { serveLocally } from '#testing/proxies/serve-locally.ts';
import { announce, type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { type Running, startRunning, supportToken } from '../../test/running-relayer.ts';

const test = suite('every route of the relayer and every role');
const table = access.relayer;
let fixture: Fixture;
let running: Running;

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

test('every route is in the table, and every entry of it is a route', () => {
	assert.equal(unlisted('relayer', running.relayer.api as never), []);
	assert.ok(Object.keys(table).length >= 15);
});

test('a route that the table did not list would be found, and refused', async () => {
	const kept = table['GET /v1/review']!;
	delete table['GET /v1/review'];
	assert.equal(unlisted('relayer', running.relayer.api as never), ['GET /v1/review is not in the table']);
	const { body } = await running.request('GET', '/v1/review', undefined, supportToken);
	table['GET /v1/review'] = kept;
	assert.is(body.code, 'FORBIDDEN');
	assert.is((await running.request('GET', '/v1/review', undefined, supportToken)).status, 200);
});

const refusals = ['SIGN_IN_NEEDED', 'FORBIDDEN', 'SESSION_INVALID'];
const filled = (path: string): string =>
	path
		.replace(':event', '1')
		.replace(':reference', 'ZZZZZZZZZZ')
		.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');

async function codeFor(route: string, token: string | undefined): Promise<string> {
	const [method, path] = route.split(' ') as [string, string];
	const answer = await running.relayer.api.request(filled(path), {
		method,
		headers: {
			'content-type': 'application/json',
			...(token ? { authorization: `Bearer ${token}` } : {}),
		},
		body: method === 'GET' ? undefined : '{}',
	});
	const type = answer.headers.get('content-type') ?? '';
	return type.includes('problem') ? ((await answer.json()) as { code: string }).code : String(answer.status);
}

const isOpen = (wanted: Access, held: Role[] | null): boolean =>
	typeof wanted === 'string' || (held !== null && rolesOf(wanted).some((role) => held.includes(role)));

test('a guest and each role alone are admitted exactly where the table says', async () => {
	let [letIn, keptOut] = [0, 0];
	for (const [route, wanted] of Object.entries(table)) {
		for (const role of [null, ...roles]) {
			const token = role ? await running.session([role]) : undefined;
			const code = await codeFor(route, token);
			if (isOpen(wanted, role && [role])) {
				assert.not.ok(refusals.includes(code), `${route} keeps ${role} out: ${code}`);
				letIn++;
			} else {
				assert.is(code, role ? 'FORBIDDEN' : 'SIGN_IN_NEEDED', `${route} for ${role}`);
				keptOut++;
			}
		}
	}
	assert.ok(letIn > 100 && keptOut > 20, `${letIn} let in, ${keptOut} kept out`);
});

test('a support person who owes a second factor reads, and decides nothing', async () => {
	const due = await running.session(['support'], 'ann', [], 'due');
	const strong = Object.keys(table).filter((route) => route.includes('/review') && route.startsWith('POST'));
	for (const route of strong) {
		const isAsked = route !== 'POST /v1/review';
		assert.is((await codeFor(route, due)) === 'STRONG_NEEDED', isAsked, route);
		assert.is.not(
			await codeFor(route, await running.session(['support'], 'ann', [], 'shown')),
			'STRONG_NEEDED',
		);
	}
	assert.is(strong.length, 9);
	assert.is(await codeFor('GET /v1/review', due), '200');
});

test('no token but an order’s own opens it, and no order’s token opens a case', async () => {
	const event = await announce(fixture);
	const { body: made } = await running.order({ event, phone: freshPhone() });
	const path = `/v1/orders/${made.order.reference}`;
	for (const token of [supportToken, await running.session(['admin'])])
		assert.is((await running.request('GET', path, undefined, token)).status, 404);
	const { status, body } = await running.request('GET', '/v1/review', undefined, made.token);
	assert.equal([status, body.code], [401, 'SESSION_INVALID']);
	for (const token of [`${supportToken}x`, supportToken.slice(1), 'x'])
		assert.is((await running.request('GET', '/v1/review', undefined, token)).status, 401);
});

test('an order of a signed-in person belongs to their account', async () => {
	const event = await announce(fixture);
	const wanted = { event, tier: 0, qty: 1, phone: freshPhone(), idempotencyKey: 'x'.repeat(20) };
	const token = await running.session(['fan'], 'account-7');
	const { body: made } = await running.request('POST', '/v1/orders', wanted, token);
	const [row] = await fixture.rows('SELECT account FROM relay.orders WHERE reference = $1', [
		made.order.reference,
	]);
	assert.is(row.account, 'account-7');
	const other = { ...wanted, phone: freshPhone(), idempotencyKey: 'y'.repeat(20) };
	assert.is((await running.request('POST', '/v1/orders', other, 'not a session')).status, 401);
});

test('machines can read its health, metrics and API', async () => {
	const ready = await running.request('GET', '/readyz');
	const { ledgerAgeSeconds, reason, registrations, networkFees, ...body } = ready.body;
	assert.ok(BigInt(networkFees) > 100_000_000n, networkFees);
	assert.equal(
		[ready.status, body],
		[200, { ready: true, code: 'READY', database: true, rpc: true, provider: true }],
	);
	assert.ok(ledgerAgeSeconds >= 0 && ledgerAgeSeconds <= 60, String(ledgerAgeSeconds));
	assert.is(reason, 'the database and the network answer');
	for (const { seconds, ...each } of registrations) {
		const registered = { provider: 'mpesa', isRegistered: true, code: null, attempts: 1, name: each.name };
		assert.equal(each, registered);
		assert.ok(seconds < 600, String(seconds));
	}
	assert.equal(registrations.map((each: { name: string }) => each.name).sort(), ['c2b', 'pull']);
	const text = await (await fetch(`${running.relayer.url}/metrics`)).text();
	for (const name of [
		'orders{state="',
		'reviews_open{service="relayer"} 0',
		'batches_open',
		'treasury_usdc',
		'resales_kept_usdc',
		'oldest_paid_seconds',
		'network_fees_day_xlm',
		'network_fees_left_xlm{service="relayer"} 1',
	])
		assert.match(text, `passa_relayer_${name}`);
	assert.match(text, /passa_keeper_last_ledger\{service="relayer"\} \d+/);
	const { body: api } = await running.request('GET', '/openapi.json');
	assert.ok(Object.keys(api.paths).includes('/v1/orders/{reference}/push'));
	const large = await running.request('POST', '/v1/orders', { event: 'x'.repeat(70_000) });
	assert.equal([large.status, large.body.code], [413, 'REQUEST_TOO_LARGE']);
	assert.ok(api.paths['/v1/orders'].post.responses[413], 'and the description says so');
});

/** The simulated M-Pesa, but it refuses Pull's registration. */
const refusesPull = (target: string) =>
	serveLocally(async (request, response) => {
		if (request.url?.endsWith('/pulltransactions/v1/register')) {
			const errorMessage = 'Bad Request - Invalid ShortCode';
			response.writeHead(400, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ errorCode: '400.002.02', errorMessage }));
			return;
		}
		const { method, headers } = request;
		const body = await new Response(Readable.toWeb(request) as ReadableStream).text();
		const { authorization = '' } = headers;
		const answer = await fetch(`${target}${request.url}`, {
			method,
			headers: { authorization, 'content-type': 'application/json' },
			...(body === '' ? {} : { body }),
		});
		response.writeHead(answer.status, { 'content-type': 'application/json' });
		response.end(await answer.text());
	});

test('a refused registration shows in its readiness with code and age, and orders go on', async () => {
	const refusing = await refusesPull(running.simulator.url);
	const options = { ...running.options.mpesa!, baseUrl: refusing.url };
	const other = await startRunning(fixture, { mpesa: options }, running);
	try {
		const found = async () => (await other.request('GET', '/readyz')).body;
		let body = await found();
		for (; body.code === 'READY'; body = await found()) await new Promise((done) => setTimeout(done, 20));
		assert.equal([body.ready, body.code], [true, 'DEGRADED']);
		assert.match(body.reason, /not registered at mpesa \(pull\) since \d+ s: MPESA_REFUSED/);
		const pull = body.registrations.find((each: { name: string }) => each.name === 'pull');
		assert.equal([pull.isRegistered, pull.code, pull.attempts], [false, 'MPESA_REFUSED', 1]);
		assert.is((await other.order({ event: '1', phone: freshPhone() })).status, 201);
	} finally {
		await other.stop();
		await refusing.close();
	}
});

test('without a fiat rail, orders say so and the rest goes on', async () => {
	const bare = await startRunning(fixture, { mpesa: null }, running);
	const made = await bare.order({ event: '1', phone: freshPhone() });
	assert.equal([made.status, made.body.code], [503, 'METHOD_UNAVAILABLE']);
	assert.is((await bare.request('GET', '/v1/events/1/availability')).body.code, 'METHOD_UNAVAILABLE');
	const { ready, database, rpc, provider } = (await bare.request('GET', '/readyz')).body;
	assert.equal(
		{ ready, database, rpc, provider },
		{ ready: true, database: true, rpc: true, provider: null },
	);
	await bare.stop();
});

test('keys that the registry does not know end the start with their name', async () => {
	const { relayer, treasury } = fixture.chainFixture.deployment.roles;
	const wrong = { relayerSecret: treasury.secret!, treasurySecret: relayer.secret! };
	const failed = await startRunning(fixture, wrong, running).then(
		() => 'started',
		(error: Error) => error.message,
	);
	assert.match(failed, /RELAYER_SECRET is not the key of the registry's relayer/);
});

test.run();
