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

/** Where a request goes, and on whose behalf. */
export type ProxyTarget = {
	/** The service's origin, from the configuration: a request can go nowhere else. */
	target: string;
	/** Path and query for the service. They are never resolved against a base. */
	path: string;
	/** The visitor's IP address. */
	client: string;
	/** Whether the service keeps sessions: only such a service sees or sets cookies. */
	cookies: boolean;
};

/** Headers that belong to one connection, and those by which a client could claim an address or a host. */
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
/** Headers of every answer: it is data, which must neither run nor render as a page on our origin. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
const bodiless = new Set(['GET', 'HEAD', 'OPTIONS']);
const answersWithinMs = 60_000;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Proxies a request to one of our services, streaming both ways. */
export function proxy(request: IncomingMessage, response: ServerResponse, passing: ProxyTarget): void {
	const framing = framingOf(request);
	if (!framing) {
		// The bytes that follow on this connection could be read as another request.
		response.setHeader('connection', 'close');
		problem(response, 400, 'BODY_REFUSED', 'This request may not carry a body.');
		return;
	}
	const upstream = openRequest(
		{ method: request.method!, headers: { ...headersFor(request, passing), ...framing } },
		passing,
	);
	upstream.on('response', (answer) => {
		// After the headers there is no limit: a stream of events is silent while there are none.
		upstream.setTimeout(0);
		response.writeHead(answer.statusCode ?? 502, headersOf(answer.headers, passing));
		// When one side ends early, the other is ended too: a stalled stream is worse than a broken one.
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

/** Proxies a WebSocket. Errors are handled from the start: a socket may be reset at any moment. */
export function proxyUpgrade(
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
	passing: ProxyTarget,
): void {
	const upstream = openRequest(
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
		// A listener may be silent without limit.
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

function openRequest(options: RequestOptions, { target, path }: ProxyTarget) {
	const { protocol, hostname, port } = new URL(target);
	const secure = protocol === 'https:';
	const where = { agent: secure ? agents['https:'] : agents['http:'], hostname, port, path };
	const upstream = (secure ? httpsRequest : httpRequest)({ ...where, ...options });
	upstream.setTimeout(answersWithinMs, () => upstream.destroy(new Error('no answer')));
	return upstream;
}

/**
 * The headers that frame the body on the service's connection, which many visitors share. They are built here, never
 * copied. Null if the request may not carry this body.
 */
function framingOf({ method, headers }: IncomingMessage): OutgoingHttpHeaders | null {
	const length = headers['content-length'];
	const chunked = headers['transfer-encoding'] !== undefined;
	if (bodiless.has(method!)) return chunked || Number(length ?? 0) > 0 ? null : {};
	if (chunked) return length === undefined && method !== 'DELETE' ? { 'transfer-encoding': 'chunked' } : null;
	return { 'content-length': length ?? '0' };
}

function headersFor(request: IncomingMessage, { target, client, cookies }: ProxyTarget): OutgoingHttpHeaders {
	return {
		...kept(request.headers, (name) => name !== 'content-length' && (cookies || name !== 'cookie')),
		host: new URL(target).host,
		'x-forwarded-for': client,
	};
}

function headersOf(
	headers: IncomingHttpHeaders,
	{ cookies }: Pick<ProxyTarget, 'cookies'>,
): OutgoingHttpHeaders {
	return {
		...kept(headers, (name) => cookies || name !== 'set-cookie'),
		'content-security-policy': dataPolicy,
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
