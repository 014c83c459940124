import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { setWebSettings } from '#lib/server/test/web-settings.ts';
import { GET } from './+server.ts';
import type { RequestHandler } from './$types';

const test = suite("an order's state, while its page waits for news");
let relayer: Server;
let asked: () => void = () => {};

test.before(async () => {
	// It never answers: the order stays as it is.
	relayer = createServer(() => asked());
	await new Promise<void>((done) => relayer.listen(0, '127.0.0.1', done));
	setWebSettings({ RELAYER_URL: `http://127.0.0.1:${(relayer.address() as AddressInfo).port}` });
});
test.after(() => {
	relayer.closeAllConnections();
	relayer.close();
});

/** The page's request, once the relayer has it. */
async function waiting() {
	const leaving = new AbortController();
	const url = 'http://passa.test/pay/K7QW3MN2PX/state?after=3';
	const event = {
		params: { reference: 'K7QW3MN2PX' },
		url: new URL(url),
		request: new Request(url, { signal: leaving.signal }),
		cookies: { get: () => 'a token' },
		locals: {},
	} as unknown as Parameters<RequestHandler>[0];
	const arrived = new Promise<void>((done) => {
		asked = done;
	});
	const answer = Promise.resolve(GET(event));
	answer.catch(() => {});
	await arrived;
	return { answer, leave: () => leaving.abort() };
}

test('a visitor who leaves is no fault, so nothing is logged', async () => {
	const { answer, leave } = await waiting();
	leave();
	assert.is((await answer).status, 499);
});

test('a relayer that breaks off is a fault: 503', async () => {
	const { answer } = await waiting();
	relayer.closeAllConnections();
	const fault = await answer.then(
		(): { status: number } => assert.unreachable('the page got an answer') as never,
		(error: { status: number }) => error,
	);
	assert.is(fault.status, 503);
});

test.run();
