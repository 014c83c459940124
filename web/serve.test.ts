import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { localnetPassphrase } from '#shared/networks.ts';
import { noNetworks, readNetworks } from '#shared/service/address.ts';
import { refuseOtherNetwork } from '#shared/service/rpc.server.ts';
import type { WebConfig } from './config.server.ts';
import { createWeb } from './serve.server.ts';

const test = suite('the one origin');
type Received = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
type Service = { server: Server; url: string; received: Received[]; answer: (r: ServerResponse) => void };

let indexer: Service;
let platform: Service;
let foreign: Service;
let web: ReturnType<typeof createWeb>;
let port: number;
const config = {} as WebConfig;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = (server: Server) =>
	new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));

async function service(): Promise<Service> {
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const part of request) body += part;
		const { method, url, headers } = request;
		made.received.push({ method: method!, url: url!, headers, body });
		made.answer(response);
	});
	const made: Service = { server, url: '', received: [], answer: (r) => r.end('{}') };
	await listening(server);
	made.url = `http://127.0.0.1:${portOf(server)}`;
	return made;
}

test.before(async () => {
	[indexer, platform, foreign] = await Promise.all([service(), service(), service()]);
	Object.assign(config, {
		ORIGIN: 'http://127.0.0.1',
		INDEXER_URL: indexer.url,
		PLATFORM_URL: platform.url,
		PUBLIC_STELLAR_RPC_URL: 'http://127.0.0.1:1',
	});
	const pages = (request: IncomingMessage, response: ServerResponse) =>
		void response.end(`page for ${request.headers['x-passa-address']}`);
	web = createWeb({ config, pages: () => pages, log: { error: () => {} } });
	await listening(web.server);
	port = portOf(web.server);
});
test.before.each(() => {
	for (const each of [indexer, platform, foreign]) {
		each.received.length = 0;
		each.answer = (r) => r.end('{}');
	}
	Object.assign(config, { TRUSTED_PROXIES: noNetworks });
});
test.after(async () => {
	await web.close();
	for (const { server } of [indexer, platform, foreign]) {
		server.closeAllConnections();
		server.close();
	}
});

/** Sends the bytes as they are. An HTTP client would normalise the path; an attacker does not. */
function raw(text: string): Promise<string> {
	return new Promise((done) => {
		let answer = '';
		const socket = connect(port, '127.0.0.1', () => socket.write(text));
		socket.on('data', (part) => (answer += part));
		socket.on('error', () => done(answer));
		socket.on('close', () => done(answer));
	});
}
const get = (path: string, headers = '') =>
	raw(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${headers}\r\n`);

test('a path cannot name another host', async () => {
	const host = foreign.url.slice('http://'.length);
	for (const path of [
		`/api/platform//${host}/v1/x`,
		`/api/platform/\\${host}/v1/x`,
		`/api/indexer//${host}/v1/x`,
		`//${host}/api/platform/v1/x`,
		`${foreign.url}/api/platform/v1/x`,
		`/live/..//${host}/`,
	]) {
		await get(path, 'cookie: passa.session_token=s\r\n');
	}
	assert.is(foreign.received.length, 0);
	assert.ok((await get('/api/platform/v1/me')).startsWith('HTTP/1.1 200'));
});

test('routes for operators are not served', async () => {
	for (const path of ['/api/indexer/metrics', '/api/platform/v1/../metrics', '/api/relayer/v1/orders'])
		assert.ok((await get(path)).startsWith('HTTP/1.1 404'), path);
	assert.is(indexer.received.length + platform.received.length, 0);
});

test('only the platform gets the session cookie and sets cookies', async () => {
	indexer.answer = platform.answer = (r) => r.setHeader('set-cookie', 'a=b').end('<script>1</script>');
	const cookie = 'cookie: passa.session_token=s\r\n';
	const [read, mine] = [
		await get('/api/indexer/v1/events', cookie),
		await get('/api/platform/v1/me', cookie),
	];
	assert.is(indexer.received[0]!.headers.cookie, undefined);
	assert.is(platform.received[0]!.headers.cookie, 'passa.session_token=s');
	assert.not.match(read, /set-cookie/i);
	assert.match(mine, /set-cookie: a=b/i);
	for (const answer of [read, mine]) assert.match(answer, /content-security-policy: default-src 'none'/i);
});

test('a request that hides another one in its body is refused, and no visitor gets its answer', async () => {
	const hidden = 'GET /v1/secret HTTP/1.1\r\nhost: x\r\n\r\n';
	const chunked = `transfer-encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
	for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE']) {
		const answer = await raw(`${method} /api/indexer/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\n${chunked}`);
		assert.ok(answer.startsWith('HTTP/1.1 400'), `${method}: ${answer.slice(0, 40)}`);
	}
	const long = `content-length: ${hidden.length}\r\n\r\n${hidden}`;
	await raw(`GET /api/indexer/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\n${long}`);
	assert.is(indexer.received.length, 0);
	await get('/api/indexer/v1/events');
	assert.equal(
		indexer.received.map((each) => each.url),
		['/v1/events'],
	);
});

test('bodies arrive whole, with a length and without', async () => {
	const post = (rest: string) =>
		raw(`POST /api/platform/v1/drafts HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${rest}`);
	await post('content-length: 5\r\n\r\nhello');
	await post('transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n');
	await post('\r\n');
	assert.equal(
		platform.received.map((each) => each.body),
		['hello', 'hello world', ''],
	);
});

test('a WebSocket that is reset at any moment does not end the server', async () => {
	const upgrade =
		'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\nsec-websocket-version: 13';
	for (let i = 0; i < 60; i++) {
		await new Promise<void>((done) => {
			const socket = connect(port, '127.0.0.1', () => {
				socket.write(`GET /live HTTP/1.1\r\nhost: 127.0.0.1\r\n${upgrade}\r\n\r\n`);
				setTimeout(() => done(void socket.resetAndDestroy()), i % 6);
			});
			socket.on('error', () => done());
		});
	}
	assert.ok((await get('/healthz')).startsWith('HTTP/1.1 200'));
});

test('a WebSocket is passed on both ways', async () => {
	indexer.server.once('upgrade', (_request, socket) => {
		socket.write(
			'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nset-cookie: a=b\r\n\r\n',
		);
		socket.on('data', (part) => socket.end(`received ${part}`));
	});
	const answer = await new Promise<string>((done) => {
		let text = '';
		const socket = connect(port, '127.0.0.1', () =>
			socket.write(
				'GET /live HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
			),
		);
		socket.on('data', (part) => {
			if (!text) socket.write('a frame');
			text += part;
		});
		socket.on('close', () => done(text));
	});
	assert.match(answer, /^HTTP\/1.1 101 .*received a frame$/s);
	assert.not.match(answer, /set-cookie/i);
});

test('a stream that its service breaks off ends for the listener too', async () => {
	indexer.answer = (r) => {
		r.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
		setTimeout(() => r.destroy(), 20);
	};
	const answer = await get('/live?channels=x');
	assert.match(answer, /data: 1/);
});

test('the visitor’s address comes from the connection, or from our own proxy', async () => {
	const said = 'x-forwarded-for: 198.51.100.1, 203.0.113.9\r\nx-real-ip: 198.51.100.1\r\n';
	await get('/api/indexer/v1/events', said);
	assert.match(await get('/', said), /page for 127\.0\.0\.1$/);
	Object.assign(config, { TRUSTED_PROXIES: readNetworks('10.0.0.0/8') });
	assert.match(await get('/', said), /page for 127\.0\.0\.1$/, 'the peer is none of our proxies');
	Object.assign(config, { TRUSTED_PROXIES: readNetworks('127.0.0.1') });
	await get('/api/indexer/v1/events', said);
	assert.match(await get('/', said), /page for 203\.0\.113\.9$/);
	assert.equal(
		indexer.received.map((each) => each.headers['x-forwarded-for']),
		['127.0.0.1', '203.0.113.9'],
	);
	assert.is(indexer.received[0]!.headers['x-real-ip'], undefined);
});

test('a page under another host name redirects to the address where forms work', async () => {
	const answer = await raw('GET /events/1?a=b HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
	assert.match(answer, /^HTTP\/1.1 307 .*location: http:\/\/127\.0\.0\.1\/events\/1\?a=b\r\n/s);
});

test('requests that are not for this server are refused, and the next one is served', async () => {
	for (const line of [
		'GET http://evil.example/ HTTP/1.1',
		'OPTIONS * HTTP/1.1',
		'GET // HTTP/1.1',
		'GET /% HTTP/1.1',
	])
		await raw(`${line}\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
	assert.ok((await get('/healthz')).startsWith('HTTP/1.1 200'));
});

test('is ready while events can be shown, old ones too; without an indexer it is not', async () => {
	const line = async (body: unknown, status = 503) => {
		indexer.answer = (r) => r.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
		return (await get('/readyz')).split('\r\n')[0];
	};
	assert.is(await line({ ready: true, code: 'READY' }, 200), 'HTTP/1.1 200 OK');
	assert.is(await line({ ready: false, code: 'STALE' }), 'HTTP/1.1 200 OK');
	assert.is(await line({ ready: false, code: 'STARTING' }), 'HTTP/1.1 503 Service Unavailable');
	assert.is(await line('<html>'), 'HTTP/1.1 503 Service Unavailable');
});

test('is not ready while the RPC is of another network', async () => {
	indexer.answer = (r) => r.end(JSON.stringify({ ready: true, code: 'READY', reason: 'x' }));
	let passphrase = localnetPassphrase;
	platform.answer = (r) =>
		r.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { passphrase, protocolVersion: 26 } }));
	const network = { rpcUrl: platform.url, passphrase: localnetPassphrase };
	const ready = async () => JSON.parse(/\{.*\}/.exec(await get('/readyz'))![0]);
	Object.assign(config, { PUBLIC_STELLAR_RPC_URL: platform.url });
	await refuseOtherNetwork(network);
	assert.equal(await ready(), { ready: true, code: 'READY', reason: 'x' });
	passphrase = 'Another Network';
	const code = await refuseOtherNetwork(network).catch((error) => error.code);
	const { ready: isReady, code: why } = await ready();
	assert.equal([code, isReady, why], ['RPC_WRONG_NETWORK', false, 'RPC_WRONG_NETWORK']);
	assert.ok((await get('/readyz')).startsWith('HTTP/1.1 503'));
	passphrase = localnetPassphrase;
	await refuseOtherNetwork(network);
	assert.is((await ready()).code, 'READY');
});

test('stops while a listener is connected, and closes it', async () => {
	const pages = (_: IncomingMessage, response: ServerResponse) => void response.end('page');
	const other = createWeb({ config, pages: () => pages, log: { error: () => {} } });
	await listening(other.server);
	const serviceEnded = new Promise((done) =>
		indexer.server.once('upgrade', (_request, socket) => {
			socket
				.on('error', done)
				.on('end', () => done(socket.end()))
				.resume();
			socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
		}),
	);
	const socket = connect(portOf(other.server), '127.0.0.1', () =>
		socket.write('GET /live HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
	);
	await new Promise((done) => socket.once('data', done));
	const ended = new Promise((done) => socket.once('close', done));
	const begun = Date.now();
	await other.close();
	await Promise.all([ended, serviceEnded]);
	assert.ok(Date.now() - begun < 1000);
});

test('a file of the pages’ scripts says no more than it has to, and its connection stays open', async () => {
	const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
	const both = await raw(`${ask('/_app/immutable/a.js')}\r\n${ask('/')}connection: close\r\n\r\n`);
	const [first = '', second = ''] = both.split(/(?=HTTP\/1\.1 )/);
	assert.not.match(first, /^(connection|keep-alive|etag|referrer-policy):/im);
	assert.match(second, /^referrer-policy:/im, 'control: a page has its rules, on the same connection');
});

test.run();
