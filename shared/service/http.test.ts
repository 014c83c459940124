import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { serve, upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listenHttp } from './http.server.ts';

const test = suite('an HTTP server');

/** An app with a slow route and an echo over WebSockets. */
function appOf() {
	const app = new Hono();
	app.get('/', (c) => c.text('here'));
	app.get('/slow', async (c) => {
		await setTimeout(300);
		return c.text('done');
	});
	app.get('/stuck', () => new Promise<Response>(() => {}));
	app.get(
		'/live',
		upgradeWebSocket(() => ({ onMessage: (event, ws) => ws.send(`received ${event.data}`) })),
	);
	return app;
}

const local = { host: '127.0.0.1', port: 0 };

async function took(work: () => Promise<unknown>): Promise<number> {
	const begun = Date.now();
	await work();
	return Date.now() - begun;
}

/** A connection that has been served once and stays open. */
async function idle(url: string): Promise<Socket> {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.on('error', () => {});
	socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
	await new Promise((done) => socket.once('data', done));
	return socket;
}

test('answers what is under way before it stops, and takes nothing new', async () => {
	const { url, close } = await listenHttp(appOf(), local);
	const slow = fetch(`${url}/slow`).then((answer) => answer.text());
	await setTimeout(50);
	const closed = close();
	assert.is(await fetch(url).catch(() => 'refused'), 'refused');
	assert.is(await slow, 'done');
	await closed;
});

test('closes idle connections at once, and one that becomes idle when it does', async () => {
	const { url, close } = await listenHttp(appOf(), local);
	const [first, second] = [await idle(url), await idle(url)];
	second.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
	await setTimeout(50);
	let ended = 0;
	first.once('close', () => {
		ended = Date.now();
	});
	const begun = Date.now();
	assert.ok((await took(close)) < 600);
	assert.ok(ended - begun < 200, 'the idle one');
});

test('cuts the rest when its time is over: a request without an end, and a WebSocket', async () => {
	const { url, close } = await listenHttp(appOf(), {
		...local,
		webSocketBytes: 100,
		finishMilliseconds: 300,
	});
	const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
	const received: unknown[] = [];
	socket.onmessage = ({ data }) => received.push(data);
	await new Promise((done) => {
		socket.onopen = done;
	});
	socket.send('you');
	const stuck = fetch(`${url}/stuck`).then(
		() => 'answered',
		() => 'cut',
	);
	await setTimeout(50);
	const milliseconds = await took(close);
	assert.ok(milliseconds >= 290 && milliseconds < 1000, `${milliseconds} ms`);
	assert.is(await stuck, 'cut');
	assert.equal(received, ['received you']);
});

test('control: without that bound one request keeps a server running for ever', async () => {
	const server = serve({ fetch: appOf().fetch, hostname: '127.0.0.1', port: 0 });
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as { port: number };
	const arrived = new Promise((done) => server.once('request', done));
	fetch(`http://127.0.0.1:${port}/stuck`).catch(() => {});
	await arrived;
	const closed = new Promise((done) => server.close(() => done('closed')));
	assert.is(await Promise.race([closed, setTimeout(1000, 'open')]), 'open');
	if ('closeAllConnections' in server) server.closeAllConnections();
	await closed;
});

test('says that its port is taken', async () => {
	const { url, close } = await listenHttp(appOf(), local);
	const port = Number(new URL(url).port);
	const refused = await listenHttp(appOf(), { ...local, port }).catch((error) => error.code);
	assert.is(refused, 'EADDRINUSE');
	await close();
});

test.run();
