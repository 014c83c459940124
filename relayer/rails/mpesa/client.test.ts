import { createServer } from 'node:http';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kesCents } from '#shared/money.ts';
import { mintCertificate } from '../../simulators/mpesa/certificate.ts';
import { RailError } from '../rail-error.ts';
import { openMpesa } from './client.ts';

const test = suite('a Daraja that answers anything');

type Scripted = { status: number; body: string };
const usualToken = { status: 200, body: '{"access_token":"t","expires_in":"3599"}' };
let token: Scripted = usualToken;
let answer: (offset: number) => Scripted = () => ({ status: 200, body: '' });
const asked: string[] = [];
const server = createServer(async (request, response) => {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part);
	asked.push(request.url!);
	const { OffSetValue } = JSON.parse(Buffer.concat(parts).toString() || '{}');
	const { status, body } = request.url!.startsWith('/oauth') ? token : answer(Number(OffSetValue ?? 0));
	response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end(body);
});
const { certificatePem } = mintCertificate(Date.now());
let open: () => ReturnType<typeof openMpesa>;
test.before(async () => {
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as { port: number };
	open = () =>
		openMpesa({
			baseUrl: `http://127.0.0.1:${port}`,
			key: 'k',
			secret: 's',
			shortcode: '174379',
			passkey: 'p',
			initiator: 'i',
			initiatorPassword: 'w',
			certificatePem,
			timeoutMilliseconds: 20_000,
		});
});
test.before.each(() => {
	token = usualToken;
	asked.length = 0;
});
test.after(() => new Promise<void>((done) => server.close(() => done())));

const json = (value: unknown, status = 200): Scripted => ({ status, body: JSON.stringify(value) });
const always = (scripted: Scripted) => {
	answer = () => scripted;
};
const urls = { resultUrl: 'http://x/1', timeoutUrl: 'http://x/2' };
const calls = (client: ReturnType<typeof openMpesa>): [string, () => Promise<unknown>][] => [
	[
		'push',
		() =>
			client.push({ phone: '254712345678', amount: kesCents(100n), reference: 'R', callbackUrl: 'http://x' }),
	],
	['query', () => client.query('ws_CO_1')],
	['reverse', () => client.reverse('NLJ7RT61SV', kesCents(100n), urls)],
	['status', () => client.status('NLJ7RT61SV', urls)],
	['pay', () => client.pay({ payoutId: 'p', phone: '254712345678', amount: kesCents(1_000n) }, urls)],
	['payStatus', () => client.payStatus('p', urls)],
	['registerC2b', () => client.registerC2b('http://x/c', 'http://x/v')],
	['registerPull', () => client.registerPull('254700000000', 'http://x/c')],
	['pull', () => client.pull(0, 3_600_000)],
];
const call = (name: string) => calls(open()).find(([each]) => each === name)![1]();

/** The error's code and effect, or the value. */
const endOf = async (work: Promise<unknown>): Promise<unknown> => {
	try {
		return await work;
	} catch (error) {
		if (error instanceof RailError) return `${error.code} ${error.effect}`;
		throw error;
	}
};

const field = fc.oneof(
	fc.constantFrom('0', 0, '1000', 1000, '1001', '', null, '[[]]', 'ws_CO_1', '4999', '17'),
	fc.constant([]),
	fc.constant([['0']]),
	fc.constant({}),
	fc.constantFrom('being processed', 'Merchant does not exist', 'Unable to lock subscriber'),
	fc.jsonValue({ maxDepth: 2 }),
);
const names = [
	'ResponseCode',
	'ResponseStatus',
	'ResponseDescription',
	'CheckoutRequestID',
	'ResultCode',
	'ResultDesc',
	'ConversationID',
	'Response',
	'errorCode',
	'errorMessage',
	'fault',
	'access_token',
	'expires_in',
];
const anyBody = fc.oneof(
	{
		weight: 5,
		arbitrary: fc
			.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] })
			.map((each) => JSON.stringify(each)),
	},
	{ weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
	{
		weight: 1,
		arbitrary: fc.constantFrom('', '<html><body>busy</body></html>', '[[]]', '{"ResponseCode":"0"'),
	},
);
const anyStatus = fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503);

test('every call ends, with a value or a RailError, after few requests', async () => {
	await fc.assert(
		fc.asyncProperty(anyBody, anyStatus, async (body, status) => {
			const isEmpty = status === 204;
			always({ status, body: isEmpty ? '' : body });
			const client = open();
			for (const [name, work] of calls(client)) {
				asked.length = 0;
				await endOf(work());
				assert.ok(asked.length <= 4, `${name} asked ${asked.length} times`);
				assert.not.ok(asked.includes('/elsewhere'), 'a redirect is not followed');
			}
		}),
		{ numRuns: 150, endOnFailure: true },
	);
});

test('a token in any form is used, or nothing is sent', async () => {
	await fc.assert(
		fc.asyncProperty(anyBody, anyStatus, async (body, status) => {
			token = { status, body: status === 204 ? '' : body };
			always(json({ ResponseCode: '0', CheckoutRequestID: 'ws_CO_1' }));
			asked.length = 0;
			const end = await endOf(call('push'));
			const sent = asked.filter((path) => path.includes('stkpush')).length;
			assert.ok(sent === 1 ? typeof end === 'object' : end === 'MPESA_NO_TOKEN none', JSON.stringify(end));
		}),
		{ numRuns: 60, endOnFailure: true },
	);
	for (const expires_in of [undefined, null, '', 'soon', 0, -5, '10', [3599], 1e12]) {
		token = json({ access_token: 'abc', expires_in });
		const client = open();
		asked.length = 0;
		for (let i = 0; i < 5; i++) await client.query('ws_CO_1').catch(() => {});
		assert.is(asked.filter((path) => path.startsWith('/oauth')).length, 1, `expires_in ${expires_in}`);
	}
});

test('a push is accepted without ids; an id alone, or with another code, may ring', async () => {
	const of = async (body: unknown, status = 200) => {
		always(json(body, status));
		const end = await endOf(call('push'));
		return typeof end === 'string' ? end : (end as { checkoutRequestId: unknown }).checkoutRequestId;
	};
	assert.is(await of({ ResponseCode: 0 }), null);
	assert.is(await of([{ ResponseCode: '00', CheckoutRequestID: ['ws_CO_1'] }]), 'ws_CO_1');
	assert.is(await of({ CheckoutRequestID: 'ws_CO_1' }), 'ws_CO_1');
	assert.is(await of({ ResponseCode: '1', CheckoutRequestID: 'ws_CO_1' }), 'MPESA_SHAPE unknown');
	assert.is(await of({}), 'MPESA_SHAPE unknown');
	assert.is(
		await of({ ResponseCode: '1', ResponseDescription: 'Unable to lock subscriber' }),
		'MPESA_LOCKED refused',
	);
	assert.is(
		await of({ errorCode: '500.003.02', errorMessage: 'x' }),
		'MPESA_BUSY none',
		'with HTTP 200, too',
	);
	const spike = {
		fault: { faultstring: 'Spike arrest violation', detail: { errorcode: 'SpikeArrestViolation' } },
	};
	assert.is(await of(spike, 500), 'MPESA_BUSY none');
	for (const [status, end] of [
		[429, 'MPESA_BUSY none'],
		[503, 'MPESA_FAULT unknown'],
		[302, 'MPESA_FAULT unknown'],
		[403, 'MPESA_REFUSED refused'],
	] as const) {
		always({ status, body: '<html></html>' });
		assert.is(await endOf(call('push')), end);
	}
});

test('a refund whose phone is busy is sent again; a login that is wrong is not', async () => {
	always(json({ errorCode: '500.001.1001', errorMessage: 'Unable to lock subscriber' }, 500));
	assert.is(await endOf(call('reverse')), 'MPESA_LOCKED none');
	always(json({ errorCode: '500.001.1001', errorMessage: 'Wrong credentials' }, 500));
	assert.is(await endOf(call('reverse')), 'MPESA_CREDENTIALS refused');
	always(json({ OriginatorConversationID: 'ours', ResponseCode: 0 }));
	assert.is(((await endOf(call('reverse'))) as { requestId: unknown }).requestId, 'ours');
});

test('Pull says "none" in many ways, and each means none', async () => {
	const none = { payments: [], unreadable: [] };
	const empties = [undefined, null, '', '[[]]', '[]', [], [[]], [[[]]], {}, ' '];
	const written = ['null', '""', '"[[]]"', '{}', [''], ['[[]]']];
	for (const Response of [...empties, ...written])
		for (const ResponseCode of ['1001', 1001, '1000', ['1000']]) {
			always(json({ ResponseCode, Response }));
			assert.equal(await endOf(call('pull')), none, `${ResponseCode} ${JSON.stringify(Response)}`);
		}
	for (const errorMessage of [
		'x does not have any available transactions',
		'No transactions found.',
		'There are no transactions for this period',
		'No record found',
		'no available transactions',
	]) {
		always(json({ errorCode: '500.003.1001', errorMessage }, 500));
		assert.equal(await endOf(call('pull')), none, errorMessage);
	}
	// The negative control: what says neither is not "none".
	for (const [body, end] of [
		[{}, 'MPESA_SHAPE unknown'],
		[{ ResponseCode: '9', Response: [] }, 'MPESA_SHAPE unknown'],
		[{ ResponseCode: '1000', Response: 'soon' }, 'MPESA_SHAPE unknown'],
	] as const) {
		always(json(body));
		assert.is(await endOf(call('pull')), end, JSON.stringify(body));
	}
	always(json({ errorCode: '500.003.1001', errorMessage: 'Internal Server Error' }, 500));
	assert.is(await endOf(call('pull')), 'MPESA_FAULT unknown');
	for (const errorMessage of [
		'This shortcode does not have any permission to pull transactions',
		'No transactions service available',
		'No records could be read: the database is away',
		'The organization doesn’t have any active subscription',
	]) {
		always(json({ errorCode: '500.003.1001', errorMessage }, 500));
		assert.is(await endOf(call('pull')), 'MPESA_FAULT unknown', errorMessage);
	}
});

const row = (n: number) => ({
	transactionId: `R${n}`,
	transactiontype: 'c2b-pay-bill-debit',
	billreference: '',
	amount: 5,
});

test('rows lie in lists, in a text, or alone; pages end', async () => {
	const countOf = async () => ((await endOf(call('pull'))) as { payments: unknown[] }).payments?.length;
	for (const Response of [[[row(1)]], [row(1)], row(1), JSON.stringify([[row(1)]]), [[[row(1)]]]]) {
		always(json({ ResponseCode: '1000', Response }));
		assert.is(await countOf(), 1, JSON.stringify(Response));
	}
	const all = Array.from({ length: 250 }, (_, i) => row(i));
	answer = (offset) => json({ ResponseCode: '1000', Response: [all.slice(offset, offset + 100)] });
	assert.is(await countOf(), 250);
	always(json({ ResponseCode: '1000', Response: [all] }));
	assert.is(await countOf(), 250, 'a provider that does not page');
	always(json({ ResponseCode: '1000', Response: [all.slice(0, 100)] }));
	asked.length = 0;
	assert.is(await endOf(call('pull')), 'MPESA_SHAPE unknown', 'a page that repeats may hide others');
	assert.is(asked.length, 3);
});

test('a registration succeeds by status or by code, as a number or a text, or where it was made before', async () => {
	for (const name of ['registerPull', 'registerC2b']) {
		for (const body of [
			{ ResponseStatus: '1000' },
			{ ResponseStatus: 1000 },
			{ ResponseCode: '1000', ResponseStatus: null },
			{ ResponseCode: 0 },
			[{ ResponseCode: '00' }],
		]) {
			always(json(body));
			assert.is(await endOf(call(name)), undefined, `${name} ${JSON.stringify(body)}`);
		}
		always(json({ errorCode: '500.003.1001', errorMessage: 'URLs are already registered' }, 500));
		assert.is(await endOf(call(name)), undefined);
		always(json({ ResponseStatus: '1001', ResponseDescription: 'ShortCode already Registered' }));
		assert.is(await endOf(call(name)), undefined);
		always(json({ ResponseStatus: '2000' }));
		assert.is(await endOf(call(name)), 'MPESA_REFUSED refused');
		always(json({ errorCode: '400.002.02', errorMessage: 'Bad Request' }, 400));
		assert.is(await endOf(call(name)), 'MPESA_REFUSED refused');
	}
});

test('an endless answer is abandoned', async () => {
	always({ status: 200, body: 'x'.repeat(5 * 1024 * 1024) });
	assert.is(await endOf(call('query')), 'MPESA_NO_ANSWER unknown');
});

test.run();
