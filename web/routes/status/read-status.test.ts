import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askAll } from './read-status.server.ts';

const test = suite('what works now, as the services say it');

const at = '2026-11-30T18:00:00.000Z';
const ready = { ready: true, code: 'READY', reason: '', ledgerAgeSeconds: 3, provider: true };
const kinds = [{ kind: 'models', compared: 2, differing: 1, oldest: at }];
const audit = { compared: 2, differing: 1, oldest: at, kinds, differences: [] as unknown[] };
const chain = { ledger: 9, closedAt: at, lag: 0, events: 2, quarantine: [] as unknown[], audit };
const difference = { name: 'gross', ok: false, expected: '7', found: '8' };

/** By path; a text that is no JSON is sent as it is. */
let answers: Record<string, { status?: number; body: unknown }>;
let services: Server;
let url = '';

test.before(async () => {
	services = createServer((request, response) => {
		const { status = 200, body } = answers[request.url ?? ''] ?? { status: 404, body: {} };
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
	await new Promise<void>((done) => services.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
});
test.before.each(() => {
	answers = { '/readyz': { body: ready }, '/status': { body: chain } };
});
test.after(() => void services.close());

const askNow = (change: object = {}) => askAll({ indexer: url, relayer: url, platform: url, ...change });
const states = async (change?: object) =>
	(await askNow(change)).parts.map(({ name, state }) => `${name} ${state}`);

test('services that are ready work, and the chain’s numbers are passed on with what differs', async () => {
	audit.differences = [{ eventNo: 1, ledger: 9, differences: [difference] }];
	assert.equal(await states(), ['pages works', 'network works', 'mpesa works', 'accounts works']);
	const { chain: read } = await askNow();
	assert.is(read?.audit.differences[0]?.differences[0]?.found, '8');
});

test('a service that is not ready says so with 503, and its code counts', async () => {
	answers['/readyz'] = { status: 503, body: { ...ready, ready: false, code: 'LAGGING' } };
	assert.equal((await states())[0], 'pages late');
});

test('an answer that is no JSON, or has another form, is none', async () => {
	for (const body of ['<html>', '', { ready: 'yes' }, null, []]) {
		answers['/readyz'] = { body };
		assert.equal(await states(), ['pages stopped', 'network late', 'mpesa stopped', 'accounts stopped']);
	}
	for (const body of ['', {}, { ...chain, ledger: '9' }, { ...chain, audit: null }]) {
		answers['/status'] = { body };
		assert.is((await askNow()).chain, null);
	}
});

test('a service that nobody has is not listed, and one whose address leads nowhere is away', async () => {
	const without = { relayer: undefined, platform: 'http://127.0.0.1:1' };
	assert.equal(await states(without), ['pages works', 'network works', 'accounts stopped']);
});

test.run();
