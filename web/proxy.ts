import {
	Agent as HttpAgent,
	request as httpRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type OutgoingHttpHeaders,
	type RequestOptions,
	type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type Duplex, pipeline } from 'node:stream';

/** Where a request goes, and as whose. */
export type Passing = {
	/** The service's origin, from the configuration: the only place that it can go. */
	target: string;
	/** Path and query as the service gets them. Never resolved against anything. */
	path: string;
	/** The address of whoever asks. */
	client: string;
	/** Whether the service keeps sessions: no other one sees a cookie, or sets one. */
	cookies: boolean;
};

/** Headers that belong to one connection, and those by which a client could say who or where it is. */
const notPassed = new Set([
	'connection',
	'keep-alive',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
	'expect',
	'host',
	'forwarded',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-real-ip',
]);
/** An answer is data: on our origin it must neither run nor be shown as a page. */
const asData = "default-src 'none'; frame-ancestors 'none'; sandbox";
const bodiless = new Set(['GET', 'HEAD', 'OPTIONS']);
const answersWithinMs = 60_000;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Passes a request on to a service of ours, streaming both ways. */
export function proxy(request: IncomingMessage, response: ServerResponse, passing: Passing): void {
	const framing = framingOf(request);
	if (!framing) {
		// What its connection holds further on may be meant to be read as another request.
		response.setHeader('connection', 'close');
		problem(response, 400, 'BODY_REFUSED', 'This request may not carry a body.');
		return;
	}
	const upstream = ask(
		{ method: request.method!, headers: { ...headersFor(request, passing), ...framing } },
		passing,
	);
	upstream.on('response', (answer) => {
		// Once it answers it may take its time: a stream of news is silent for as long as there are none.
		upstream.setTimeout(0);
		response.writeHead(answer.statusCode ?? 502, headersOf(answer.headers, passing));
		// Whichever side ends early ends the other: a stream that stands still is worse than one that breaks.
		pipeline(answer, response, () => {});
	});
	upstream.on('error', () => {
		if (response.headersSent) return void response.destroy();
		problem(response, 502, 'SERVICE_UNREACHABLE', 'A service does not answer.');
	});
	response.on('close', () => upstream.destroy());
	if (bodiless.has(request.method!)) upstream.end();
	else pipeline(request, upstream, () => {});
}

/** Passes a WebSocket on. The socket is heard from the start: it may be reset at any moment. */
export function proxyUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, passing: Passing): void {
	const upstream = ask(
		{
			headers: { ...headersFor(request, passing), connection: 'upgrade', upgrade: 'websocket' },
			agent: false,
		},
		passing,
	);
	const end = () => {
		upstream.destroy();
		socket.destroy();
	};
	socket.on('error', end).on('close', end);
	upstream.on('upgrade', (answer, peer, first) => {
		peer.on('error', end).on('close', end);
		// After an upgrade a request no longer owns its connection: it would stay open.
		socket.on('close', () => peer.destroy());
		if (socket.destroyed) return void peer.destroy();
		// A listener may be silent for as long as it likes.
		upstream.setTimeout(0);
		const { connection: _, upgrade: __, ...rest } = answer.headers;
		const headers = { ...headersOf(rest, passing), connection: 'Upgrade', upgrade: 'websocket' };
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
		socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
		if (first.length) socket.write(first);
		if (head.length) peer.write(head);
		peer.pipe(socket).pipe(peer);
	});
	const refused = () => {
		if (socket.writable) socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
		upstream.destroy();
	};
	upstream.on('response', refused);
	upstream.on('error', refused);
	upstream.end();
}

function ask(options: RequestOptions, { target, path }: Passing) {
	const { protocol, hostname, port } = new URL(target);
	const secure = protocol === 'https:';
	const where = { agent: secure ? agents['https:'] : agents['http:'], hostname, port, path };
	const upstream = (secure ? httpsRequest : httpRequest)({ ...where, ...options });
	upstream.setTimeout(answersWithinMs, () => upstream.destroy(new Error('no answer')));
	return upstream;
}

/**
 * How the body is told from what follows it, said anew for the service's connection, which many visitors share. Null
 * where a body is none that we pass on.
 */
function framingOf({ method, headers }: IncomingMessage): OutgoingHttpHeaders | null {
	const length = headers['content-length'];
	const chunked = headers['transfer-encoding'] !== undefined;
	if (bodiless.has(method!)) return chunked || Number(length ?? 0) > 0 ? null : {};
	if (chunked) return length === undefined && method !== 'DELETE' ? { 'transfer-encoding': 'chunked' } : null;
	return { 'content-length': length ?? '0' };
}

function headersFor(request: IncomingMessage, { target, client, cookies }: Passing): OutgoingHttpHeaders {
	return {
		...kept(request.headers, (name) => name !== 'content-length' && (cookies || name !== 'cookie')),
		host: new URL(target).host,
		'x-forwarded-for': client,
	};
}

function headersOf(headers: IncomingHttpHeaders, { cookies }: Pick<Passing, 'cookies'>): OutgoingHttpHeaders {
	return {
		...kept(headers, (name) => cookies || name !== 'set-cookie'),
		'content-security-policy': asData,
		'x-content-type-options': 'nosniff',
	};
}

function kept(headers: IncomingHttpHeaders, wanted: (name: string) => boolean): OutgoingHttpHeaders {
	const ofConnection = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
	return Object.fromEntries(
		Object.entries(headers).filter(
			([name, value]) =>
				value !== undefined && !notPassed.has(name) && !ofConnection.has(name) && wanted(name),
		),
	);
}

function problem(response: ServerResponse, status: number, code: string, title: string): void {
	response.writeHead(status, { 'content-type': 'application/problem+json' });
	response.end(JSON.stringify({ status, code, title }));
}
