import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compressAnswer, encodingOf, mayCompress } from './compress.ts';

const test = suite('compressed pages');
const page = `<p>${'Blankets and basslines. '.repeat(40_000)}</p>`;
let server: Server;
let answer: (response: import('node:http').ServerResponse) => void;

test.before(async () => {
	server = createServer((request, response) => {
		compressAnswer(request, response);
		answer(response);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
test.after(() => void server.close());
test.before.each(() => {
	answer = async (response) => {
		response.setHeader('content-type', 'text/html');
		response.setHeader('etag', '"a"');
		response.writeHead(200);
		// As the pages do: a chunk after another, waiting when the answer is full.
		for (let at = 0; at < page.length; at += 60_000)
			if (!response.write(page.slice(at, at + 60_000)))
				await new Promise((done) => response.once('drain', done));
		response.end();
	};
});

const ask = (accept: string | undefined, path = '/', cookie?: string) =>
	new Promise<{ headers: IncomingMessage['headers']; body: Buffer }>((done, failed) => {
		const headers = { ...(accept ? { 'accept-encoding': accept } : {}), ...(cookie ? { cookie } : {}) };
		const { port } = server.address() as AddressInfo;
		get({ port, path, headers, host: '127.0.0.1' }, async (response) => {
			const parts: Buffer[] = [];
			for await (const part of response) parts.push(part);
			done({ headers: response.headers, body: Buffer.concat(parts) });
		}).on('error', failed);
	});

test('a long page arrives whole in br, gzip and plain', async () => {
	const br = await ask('gzip, deflate, br');
	assert.equal([br.headers['content-encoding'], br.headers.etag], ['br', 'W/"a"']);
	assert.is(brotliDecompressSync(br.body).toString(), page);
	assert.ok(br.body.length < page.length / 10);
	assert.match(br.headers.vary ?? '', /Accept-Encoding/);
	const gzip = await ask('gzip');
	assert.is(gunzipSync(gzip.body).toString(), page);
	const plain = await ask(undefined);
	assert.equal([plain.headers['content-encoding'], plain.body.toString()], [undefined, page]);
});

test('an answer says once by what it differs, also where it said so before', async () => {
	for (const [before, after] of [
		[null, 'Accept-Encoding'],
		['Accept-Encoding', 'Accept-Encoding'],
		['Cookie', 'Cookie, Accept-Encoding'],
	] as const) {
		answer = (response) => {
			if (before) response.setHeader('Vary', before);
			response.setHeader('content-type', 'text/html');
			response.writeHead(200).end(page);
		};
		assert.is((await ask('br')).headers.vary, after);
	}
});

test('an encoding with q=0 is not used', () => {
	assert.is(encodingOf('br;q=0, gzip;q=0.5'), 'gzip');
	assert.is(encodingOf('br;q=0.0, identity'), null);
});

test('pictures, fonts and short answers stay as they are', async () => {
	for (const type of ['image/jpeg', 'font/woff2', 'application/octet-stream']) {
		answer = (r) =>
			void r.writeHead(200, { 'content-type': type, 'content-length': 3000 }).end(Buffer.alloc(3000));
		assert.is((await ask('br')).headers['content-encoding'], undefined, type);
	}
	answer = (r) => void r.writeHead(200, { 'content-type': 'text/html', 'content-length': 2 }).end('ok');
	assert.is((await ask('br')).headers['content-encoding'], undefined);
});

test('a secret beside what an attacker chose is never compressed', () => {
	const may = (url: string, cookie?: string, method = 'GET') =>
		mayCompress({ method, url, headers: cookie ? { cookie } : {} });
	assert.ok(may('/events/1') && may('/?q=benga') && may('/events/1', 'passa.session=x'));
	assert.ok(may('/?q=benga', 'lang=sw'), 'a language is no secret');
	for (const url of [
		'/pay/ABC',
		'/outbox',
		'/account',
		'/support/1',
		'/sign-in?next=/x',
		'/invitations/t',
		'/pay?x',
		'/tickets',
		'/t/AAAAAAAAAA',
		'/payees/t',
		'/organizer/events/1/door',
		'/%61ccount',
		'/_app/immutable/../../account',
	])
		assert.not.ok(may(url), url);
	assert.ok(may('/_app/immutable/a.js', 'passa.session=x'), 'control: a script holds no secret');
	assert.ok(may('/events/1/checkout'), 'control: nobody’s number is known');
	assert.not.ok(may('/events/1/checkout', 'own_phone=254712345678'), 'the form shows the number');
	assert.not.ok(may('/?q=benga', 'passa.session=x'), 'a query is repeated on the page');
	assert.not.ok(may('/organizer', undefined, 'POST'));
	assert.ok(may('/payable'), 'only whole names of pages count');
});

test.run();
