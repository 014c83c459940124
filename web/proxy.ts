import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers that belong to one connection and are not passed on. */
const ownHeaders = new Set([
	'connection',
	'keep-alive',
	'transfer-encoding',
	'upgrade',
	'proxy-authorization',
	'te',
	'trailer',
]);

function passedOn(request: IncomingMessage): Record<string, string | string[]> {
	const kept = Object.entries(request.headers).filter(
		([name, value]) => value !== undefined && !ownHeaders.has(name),
	);
	return {
		...Object.fromEntries(kept as [string, string | string[]][]),
		'x-forwarded-for': request.socket.remoteAddress ?? '',
	};
}

/** Passes a request on to a service of ours, streaming both ways. */
export function proxy(
	request: IncomingMessage,
	response: ServerResponse,
	target: string,
	path: string,
): void {
	const url = new URL(path, target);
	const upstream = httpRequest(
		url,
		{ method: request.method, headers: { ...passedOn(request), host: url.host } },
		(answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		},
	);
	upstream.on('error', () => {
		if (response.headersSent) return void response.destroy();
		response.writeHead(502, { 'content-type': 'application/problem+json' });
		response.end(
			JSON.stringify({ status: 502, code: 'SERVICE_UNREACHABLE', title: 'A service does not answer.' }),
		);
	});
	response.on('close', () => upstream.destroy());
	request.pipe(upstream);
}

/** Passes a WebSocket on. */
export function proxyUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, target: string): void {
	const url = new URL(request.url ?? '/', target);
	const headers = { ...passedOn(request), host: url.host, connection: 'upgrade', upgrade: 'websocket' };
	const upstream = httpRequest(url, { headers });
	upstream.on('upgrade', (answer, peer, first) => {
		const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
		socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
		if (first.length) socket.write(first);
		if (head.length) peer.write(head);
		peer.pipe(socket).pipe(peer);
		const end = () => {
			peer.destroy();
			socket.destroy();
		};
		peer.on('error', end);
		socket.on('error', end);
	});
	upstream.on('response', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
	upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
	upstream.end();
}
